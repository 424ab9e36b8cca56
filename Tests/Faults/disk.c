/* A disk that fails: stands between a program and its store's files (LD_PRELOAD, Linux).
 *
 * Writes since the last fsync of a file are remembered with what they overwrote. A power cut takes the file back to its last
 * fsync and then puts on again, in their order, those writes that happened to reach the disk: all, none, some, or torn at
 * sectors of 512 bytes; then the program dies. A failed fsync leaves what was written before it in doubt for good, as Linux
 * does: a later fsync that succeeds does not say that it is there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control.h"

enum { DESCRIPTORS = 65536, FILES = 64, SECTOR = 512 };
enum fate { PENDING, DOUBTFUL, DURABLE };

struct change {
    struct change *next;
    off_t offset, size_before;
    size_t length, old_length;
    unsigned char *old, *new; /* both null for a truncation to `offset` */
    enum fate fate;
};

struct file {
    char path[1024];
    struct change *first, *last;
};

struct control *control;
static struct file files[FILES];
static signed char file_of[DESCRIPTORS]; /* index + 1 */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t random_state;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static int (*real_unlink)(const char *);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pread)(int, void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int);
static int (*real_ftruncate)(int, off_t);

uint64_t chance(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static void find_symbols(void) {
    if (real_ftruncate) return;
    real_open = dlsym(RTLD_NEXT, "open64");
    real_openat = dlsym(RTLD_NEXT, "openat64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_pread = dlsym(RTLD_NEXT, "pread64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
}

__attribute__((constructor(150))) static void begin(void) {
    find_symbols();
    const char *path = getenv("FAULT_CONTROL");
    int descriptor = path ? real_open(path, O_RDWR | O_CLOEXEC) : -1;
    if (descriptor < 0) return;
    void *map = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    real_close(descriptor);
    if (map == MAP_FAILED) return;
    control = map;
    random_state = control->seed | 1;
}

static int belongs(const char *path) {
    size_t length = strlen(control->store);
    if (length == 0 || strncmp(path, control->store, length) != 0) return 0;
    const char *rest = path + length;
    return strcmp(rest, "-shm") != 0 && strcmp(rest, ".lock") != 0;
}

static struct file *file_at(const char *path) {
    for (int index = 0; index < FILES; index++) {
        if (files[index].path[0] == 0) {
            strncpy(files[index].path, path, sizeof files[index].path - 1);
            return &files[index];
        }
        if (strcmp(files[index].path, path) == 0) return &files[index];
    }
    return NULL;
}

static struct file *file_behind(int descriptor) {
    if (!control || descriptor < 0 || descriptor >= DESCRIPTORS || file_of[descriptor] == 0) return NULL;
    return &files[file_of[descriptor] - 1];
}

static void forget(struct file *file) {
    while (file->first) {
        struct change *change = file->first;
        file->first = change->next;
        free(change->old);
        free(change->new);
        free(change);
    }
    file->last = NULL;
}

/* What is known to be on the disk needs no way back, unless something before it is in doubt. */
static void settle(struct file *file) {
    for (struct change *change = file->first; change; change = change->next)
        if (change->fate == PENDING) change->fate = DURABLE;
    while (file->first && file->first->fate == DURABLE) {
        struct change *change = file->first;
        file->first = change->next;
        free(change->old);
        free(change->new);
        free(change);
    }
    if (!file->first) file->last = NULL;
}

static void remember(struct file *file, int descriptor, const void *bytes, size_t length, off_t offset) {
    struct stat info;
    if (fstat(descriptor, &info) != 0) return;
    struct change *change = calloc(1, sizeof *change);
    change->offset = offset;
    change->length = length;
    change->size_before = info.st_size;
    off_t end = bytes ? offset + (off_t)length : info.st_size;
    if (end > info.st_size) end = info.st_size;
    if (end > offset) {
        change->old = malloc((size_t)(end - offset));
        ssize_t count = real_pread(descriptor, change->old, (size_t)(end - offset), offset);
        change->old_length = count > 0 ? (size_t)count : 0;
    }
    if (bytes) {
        change->new = malloc(length);
        memcpy(change->new, bytes, length);
    }
    if (file->last) file->last->next = change; else file->first = change;
    file->last = change;
}

static void take_back(int descriptor, struct change *change) {
    if (!change) return;
    take_back(descriptor, change->next);
    if (change->old_length) real_pwrite(descriptor, change->old, change->old_length, change->offset);
    real_ftruncate(descriptor, change->size_before);
}

/* Puts a write on again, all of it or those sectors that were lucky. */
static void put_on(int descriptor, struct change *change, int torn) {
    if (!change->new) {
        real_ftruncate(descriptor, change->offset);
        return;
    }
    for (size_t done = 0; done < change->length; done += SECTOR) {
        size_t part = change->length - done < SECTOR ? change->length - done : SECTOR;
        if (torn && chance() % 2) continue;
        real_pwrite(descriptor, change->new + done, part, change->offset + (off_t)done);
    }
}

static void cut(struct file *file) {
    int descriptor = real_open(file->path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0 || !file->first) return;
    take_back(descriptor, file->first);
    unsigned luck = (unsigned)(chance() % 4); /* none, all, a beginning, any */
    uint64_t count = 0, kept;
    for (struct change *change = file->first; change; change = change->next) count++;
    kept = chance() % (count + 1);
    count = 0;
    for (struct change *change = file->first; change; change = change->next, count++) {
        int stays = change->fate == DURABLE || luck == 1 || (luck == 2 && count < kept) || (luck == 3 && chance() % 2);
        int torn = change->fate != DURABLE && luck == 3 && chance() % 3 == 0;
        if (stays) put_on(descriptor, change, torn);
        if (!stays || torn) control->reverted++;
    }
    real_close(descriptor);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static void cut_all(void) {
    for (int index = 0; index < FILES && files[index].path[0]; index++) cut(&files[index]);
    die();
}

void power_cut(void) {
    pthread_mutex_lock(&lock);
    cut_all();
}

/* Counts an operation; true where the moment to die has come. The caller holds the lock. */
static int is_the_moment(void) {
    uint64_t number = ++control->operations;
    return control->action != NONE && control->moment != 0 && number >= control->moment;
}

static int meets(uint32_t mode) {
    if (control->mode != mode || chance() % 1000 >= control->share) return 0;
    control->faults++;
    return 1;
}

static ssize_t store_write(struct file *file, int descriptor, const void *bytes, size_t length, off_t offset) {
    pthread_mutex_lock(&lock);
    int last = is_the_moment();
    int reason = meets(READ_ONLY) ? EROFS : meets(WRITE_ERROR) ? EIO : meets(NO_SPACE) ? ENOSPC : 0;
    size_t part = length;
    if (last) part = (size_t)(chance() % (length + 1));
    if (reason == ENOSPC && length > 1 && chance() % 2) {
        reason = 0;
        part = length / 2;
    }
    ssize_t result = -1;
    if (reason == 0 && part > 0) {
        remember(file, descriptor, bytes, part, offset);
        result = real_pwrite(descriptor, bytes, part, offset);
    }
    if (last && control->action == POWER_CUT) cut_all();
    if (last) die();
    pthread_mutex_unlock(&lock);
    if (reason) errno = reason;
    return result;
}

static int store_sync(struct file *file, int descriptor) {
    pthread_mutex_lock(&lock);
    int last = is_the_moment(), result = 0;
    if (last && chance() % 2) {
        if (control->action == POWER_CUT) cut_all();
        die();
    }
    control->syncs++;
    if (meets(SYNC_ERROR)) {
        for (struct change *change = file->first; change; change = change->next)
            if (change->fate == PENDING) change->fate = DOUBTFUL;
        result = -1;
    } else if (!meets(LYING_SYNC)) {
        result = real_fsync(descriptor);
        if (result == 0) settle(file);
    }
    unsigned delay = meets(SLOW_SYNC) ? control->delay : 0;
    if (last && control->action == POWER_CUT) cut_all();
    if (last) die();
    pthread_mutex_unlock(&lock);
    if (delay) usleep(delay);
    if (result != 0) errno = EIO;
    return result;
}

static int store_truncate(struct file *file, int descriptor, off_t size) {
    pthread_mutex_lock(&lock);
    int last = is_the_moment();
    int reason = meets(READ_ONLY) ? EROFS : meets(WRITE_ERROR) ? EIO : 0;
    int result = -1;
    if (!reason) {
        remember(file, descriptor, NULL, 0, size);
        result = real_ftruncate(descriptor, size);
    }
    if (last && control->action == POWER_CUT) cut_all();
    if (last) die();
    pthread_mutex_unlock(&lock);
    if (reason) errno = reason;
    return result;
}

static int opened(int descriptor, const char *path) {
    char whole[PATH_MAX];
    if (!control || descriptor < 0 || descriptor >= DESCRIPTORS) return descriptor;
    if (!belongs(path) && (!realpath(path, whole) || !belongs(path = whole))) return descriptor;
    pthread_mutex_lock(&lock);
    struct file *file = file_at(path);
    if (file) file_of[descriptor] = (signed char)(file - files + 1);
    pthread_mutex_unlock(&lock);
    return descriptor;
}

static int is_refused(const char *path, int flags) {
    if (!control || control->mode != READ_ONLY || !belongs(path)) return 0;
    if ((flags & O_ACCMODE) == O_RDONLY && !(flags & O_CREAT)) return 0;
    control->faults++;
    errno = EROFS;
    return 1;
}

static int open_any(int directory, const char *path, int flags, mode_t mode) {
    find_symbols();
    if (is_refused(path, flags)) return -1;
    int result = directory == AT_FDCWD ? real_open(path, flags, mode) : real_openat(directory, path, flags, mode);
    int reason = errno;
    opened(result, path);
    errno = reason;
    return result;
}

static mode_t mode_of(int flags, va_list arguments) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list arguments; \
        va_start(arguments, flags); \
        mode_t mode = mode_of(flags, arguments); \
        va_end(arguments); \
        return open_any(AT_FDCWD, path, flags, mode); \
    }
#define OPENAT(name) \
    int name(int directory, const char *path, int flags, ...) { \
        va_list arguments; \
        va_start(arguments, flags); \
        mode_t mode = mode_of(flags, arguments); \
        va_end(arguments); \
        return open_any(directory, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
    find_symbols();
    struct file *file = file_behind(descriptor);
    return file ? store_write(file, descriptor, bytes, length, offset) : real_pwrite(descriptor, bytes, length, offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
    return pwrite64(descriptor, bytes, length, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
    find_symbols();
    struct file *file = file_behind(descriptor);
    if (!file) return real_write(descriptor, bytes, length);
    ssize_t count = store_write(file, descriptor, bytes, length, lseek(descriptor, 0, SEEK_CUR));
    if (count > 0) lseek(descriptor, count, SEEK_CUR);
    return count;
}

int fsync(int descriptor) {
    find_symbols();
    struct file *file = file_behind(descriptor);
    return file ? store_sync(file, descriptor) : real_fsync(descriptor);
}

int fdatasync(int descriptor) { return fsync(descriptor); }

int ftruncate64(int descriptor, off64_t size) {
    find_symbols();
    struct file *file = file_behind(descriptor);
    return file ? store_truncate(file, descriptor, size) : real_ftruncate(descriptor, size);
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

int unlink(const char *path) {
    find_symbols();
    if (control && belongs(path)) {
        pthread_mutex_lock(&lock);
        for (int index = 0; index < FILES && files[index].path[0]; index++)
            if (strcmp(files[index].path, path) == 0) forget(&files[index]);
        pthread_mutex_unlock(&lock);
    }
    return real_unlink(path);
}

int close(int descriptor) {
    find_symbols();
    if (descriptor >= 0 && descriptor < DESCRIPTORS) file_of[descriptor] = 0;
    after_close(descriptor);
    return real_close(descriptor);
}
