/* What the harness tells the shim and what the shim counts: one small file, mapped by both (shim.py has the same layout). */
#ifndef CONTROL_H
#define CONTROL_H

#include <stdatomic.h>
#include <stdint.h>

enum mode {
    HONEST = 0,
    NO_SPACE = 1,     /* writes find no room, some of them half way */
    WRITE_ERROR = 2,  /* EIO on write */
    SYNC_ERROR = 3,   /* EIO on fsync; what was written before may never reach the disk */
    READ_ONLY = 4,    /* EROFS on write and on open for writing */
    SLOW_SYNC = 5,    /* fsync takes `delay` more microseconds */
    LYING_SYNC = 6    /* fsync says yes and does nothing */
};

enum action { NONE = 0, KILL = 1, POWER_CUT = 2 };

struct control {
    _Atomic int64_t realtime;    /* nanoseconds added to the clock on the wall */
    _Atomic int64_t monotonic;   /* nanoseconds added to the clocks that only move forward */
    _Atomic uint32_t generation; /* raised by the harness after it changed a clock */
    _Atomic uint32_t mode;
    _Atomic uint32_t share;      /* thousandths of the operations that meet the mode */
    _Atomic uint32_t delay;
    _Atomic uint32_t action;     /* what happens at once, or at operation number `moment` */
    _Atomic uint32_t unused;
    _Atomic uint64_t moment;
    _Atomic uint64_t seed;
    _Atomic uint64_t operations; /* writes and fsyncs of the store's files so far */
    _Atomic uint64_t syncs;
    _Atomic uint64_t faults;     /* operations that were made to fail */
    _Atomic uint64_t reverted;   /* writes that a power cut took back, whole or in part */
    char store[1024];            /* path of the store; files whose names begin with it are its own */
};

/* Null where the program was not started by the harness. */
extern struct control *control;

uint64_t chance(void);
void power_cut(void);
int after_close(int descriptor);

#endif
