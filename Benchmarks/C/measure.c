// Runs a command and writes what it took into a file, as JSON: `measure FILE COMMAND [ARGUMENT ...]`.
//
// A process counts the memory of whoever forked it as its own peak, so only a small parent measures it rightly.

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec * 1e-6; }

int main(int argc, char **argv) {
    if (argc < 3) return 64;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) return 71;
    clock_gettime(CLOCK_MONOTONIC, &end);
    FILE *file = fopen(argv[1], "w");
    if (!file) return 73;
#ifdef __APPLE__
    double megabytes = (double)usage.ru_maxrss / 1e6;
#else
    double megabytes = (double)usage.ru_maxrss * 1024 / 1e6;
#endif
    double wall = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9;
    fprintf(file, "{\"wall\": %.6f, \"cpu\": %.6f, \"memory\": %.3f}\n", wall,
        seconds(usage.ru_utime) + seconds(usage.ru_stime), megabytes);
    fclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
