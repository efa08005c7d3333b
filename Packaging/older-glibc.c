// Linked into a release, so that it runs where the C library is older than that of the machine which built it: 2.34 is that
// of Red Hat 9 and everything made since. What is newer are two versions of functions that old C libraries have, too, and
// one function, wanted by libstdc++ alone. `make wheel` reads off the binary what it needs, and fails no sooner for it:
// a toolchain that wants more only makes the wheel's tag higher.
#include <stdint.h>
#include <sys/random.h>

#define HIDDEN __attribute__((visibility("hidden")))

// 2.35 has them anew without the error handling of System V, which nobody can turn on any more.
double older_hypot(double x, double y);
float older_hypotf(float x, float y);
__asm__(".symver older_hypot, hypot@GLIBC_2.2.5");
__asm__(".symver older_hypotf, hypotf@GLIBC_2.2.5");

HIDDEN double hypot(double x, double y) { return older_hypot(x, y); }
HIDDEN float hypotf(float x, float y) { return older_hypotf(x, y); }

// Since 2.36; before, std::random_device asked the kernel itself.
HIDDEN uint32_t arc4random(void) {
    uint32_t value;
    while (getrandom(&value, sizeof value, 0) != sizeof value) {}
    return value;
}
