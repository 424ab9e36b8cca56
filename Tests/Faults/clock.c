/* Clocks that the harness sets: the one on the wall by itself, or all of them, as on a machine that slept (LD_PRELOAD, Linux).
 *
 * Timers that wait for a moment are set anew when the clock that they follow has jumped. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "control.h"

enum { TIMERS = 65536, SECOND = 1000000000 };

/* When a timer fires, by the clock that the program sees; 0 where it is not set. */
static struct {
    clockid_t clock;
    int64_t due;
} timers[TIMERS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int (*real_settime)(int, int, const struct itimerspec *, struct itimerspec *);

static int64_t offset_of(clockid_t clock) {
    if (!control) return 0;
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE: return control->realtime;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME: return control->monotonic;
    default: return 0;
    }
}

static int64_t nanoseconds(const struct timespec *time) { return (int64_t)time->tv_sec * SECOND + time->tv_nsec; }

static struct timespec timespec_of(int64_t count) {
    return (struct timespec){.tv_sec = count / SECOND, .tv_nsec = count % SECOND};
}

static int64_t real_now(clockid_t clock) {
    struct timespec time;
    syscall(SYS_clock_gettime, clock, &time);
    return nanoseconds(&time);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, time);
    int64_t offset = offset_of(clock);
    if (result == 0 && offset != 0) *time = timespec_of(nanoseconds(time) + offset);
    return result;
}

int gettimeofday(struct timeval *time, void *zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}

int timerfd_create(int clock, int flags) {
    static int (*real)(int, int);
    if (!real) real = dlsym(RTLD_NEXT, "timerfd_create");
    int descriptor = real(clock, flags);
    if (descriptor >= 0 && descriptor < TIMERS) {
        pthread_mutex_lock(&lock);
        timers[descriptor].clock = clock;
        timers[descriptor].due = 0;
        pthread_mutex_unlock(&lock);
    }
    return descriptor;
}

static int arm(int descriptor, clockid_t clock, int64_t due) {
    int64_t moment = due - offset_of(clock);
    struct itimerspec once = {.it_value = timespec_of(moment > 0 ? moment : 1)};
    return real_settime(descriptor, TFD_TIMER_ABSTIME, &once, NULL);
}

int timerfd_settime(int descriptor, int flags, const struct itimerspec *new, struct itimerspec *old) {
    if (!real_settime) real_settime = dlsym(RTLD_NEXT, "timerfd_settime");
    int64_t value = nanoseconds(&new->it_value);
    if (!control || descriptor < 0 || descriptor >= TIMERS) return real_settime(descriptor, flags, new, old);
    pthread_mutex_lock(&lock);
    clockid_t clock = timers[descriptor].clock;
    int result;
    if (value == 0 || nanoseconds(&new->it_interval) != 0 || (clock == CLOCK_REALTIME && !(flags & TFD_TIMER_ABSTIME))) {
        timers[descriptor].due = 0;
        result = real_settime(descriptor, flags, new, old);
    } else {
        int64_t now = real_now(clock) + offset_of(clock);
        timers[descriptor].due = flags & TFD_TIMER_ABSTIME ? value : now + value;
        result = arm(descriptor, clock, timers[descriptor].due);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int after_close(int descriptor) {
    if (descriptor >= 0 && descriptor < TIMERS && timers[descriptor].due) timers[descriptor].due = 0;
    return 0;
}

/* A timer that had fired before the jump stays as it is. */
static void set_timers_anew(int64_t realtime, int64_t monotonic) {
    pthread_mutex_lock(&lock);
    for (int descriptor = 0; descriptor < TIMERS; descriptor++) {
        int64_t due = timers[descriptor].due;
        if (due == 0) continue;
        clockid_t clock = timers[descriptor].clock;
        int64_t before = clock == CLOCK_REALTIME ? realtime : monotonic;
        if (due > real_now(clock) + before) arm(descriptor, clock, due);
    }
    pthread_mutex_unlock(&lock);
}

static void *watch(void *nothing) {
    (void)nothing;
    uint32_t generation = control->generation;
    int64_t realtime = control->realtime, monotonic = control->monotonic;
    for (;;) {
        usleep(2000);
        if (control->action == POWER_CUT && control->moment == 0) power_cut();
        if (control->generation == generation) continue;
        generation = control->generation;
        set_timers_anew(realtime, monotonic);
        realtime = control->realtime;
        monotonic = control->monotonic;
    }
    return NULL;
}

__attribute__((constructor(200))) static void begin_watching(void) {
    pthread_t thread;
    if (!real_settime) real_settime = dlsym(RTLD_NEXT, "timerfd_settime");
    if (control) pthread_create(&thread, NULL, watch, NULL);
}
