# The door of the agent of dezero-trace. It lies beside the agent in a folder at the front of PYTHONPATH, and every Python
# that is started so comes by, from 2.7 on: so it is written for all of them. It starts the agent where there is one to
# start, and gives way to the sitecustomize that would have been found without it.
import gc
import os
import sys

if sys.version_info >= (3, 7) and "DEZERO_TRACE_AGENT" in os.environ:
    # Before the agent is loaded: it puts back what the loading of it changes.
    dezero_trace_counts = gc.get_count() + (gc.isenabled(),)
    dezero_trace_keeps = sys.dont_write_bytecode
    gc.disable()
    try:
        # This folder is the launcher's own: the second interpreter need not compile the agent again.
        sys.dont_write_bytecode = False
        import dezero_trace_agent

        dezero_trace_agent.enter(dezero_trace_counts)
    except Exception:
        # Without a stream there is nowhere to say why; the program must run as it would.
        if dezero_trace_counts[3]:
            gc.enable()
    sys.dont_write_bytecode = dezero_trace_keeps
    sys.modules.pop("dezero_trace_agent", None)

dezero_trace_folder = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [each for each in sys.path if os.path.abspath(each) != dezero_trace_folder]
sys.path_importer_cache.pop(dezero_trace_folder, None)
del sys.modules["sitecustomize"]
import sitecustomize  # noqa: E402, F401
