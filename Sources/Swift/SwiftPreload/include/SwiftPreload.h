// A library to preload has no interface.
