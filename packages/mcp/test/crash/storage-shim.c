/*
 * Stands between a process and its disk, for tests only.
 *
 * Loaded with LD_PRELOAD it
 *  - writes a journal of everything that reaches the database files, in order, together with
 *    what the process said on standard output: the acknowledgements;
 *  - makes storage calls fail as the control block says, which the test may change at any time;
 *  - moves the wall clock, again as the control block says.
 *
 * Surroundings: CRASH_DIRECTORY holds the database, CRASH_PREFIX is how its files begin,
 * CRASH_JOURNAL is the journal, CRASH_CONTROL the control block. Each may be missing.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum kind { CREATE = 1, WRITE, TRUNCATE, SYNC, UNLINK, SYNC_DIRECTORY, SAID };
enum operation { ON_WRITE = 1, ON_SYNC = 2, ON_OPEN = 4, ON_TRUNCATE = 8, ON_UNLINK = 16 };

/* 32 bytes, then `data_bytes` of data. */
struct record {
  uint32_t kind;
  uint32_t object;
  uint64_t offset;
  uint64_t size;
  uint32_t data_bytes;
  int32_t error;
};

/* Written by the test, read here at each call. */
struct control {
  volatile int32_t operations; /* bits of `enum operation` that fail */
  volatile int32_t error;      /* the errno they fail with */
  volatile int32_t skip;       /* calls that still succeed */
  volatile int32_t times;      /* calls that then fail; negative: all of them */
  volatile int32_t failed;     /* counted here: how many did */
  volatile int32_t is_partial; /* a write that fails does its first half */
  volatile int64_t clock_ms;   /* added to the wall clock */
};

#define FDS 65536
#define OBJECTS 4096
/* What a descriptor is: nothing of ours, the directory, or object number + 2. */
enum { FOREIGN = 0, DIRECTORY = 1, FIRST_OBJECT = 2 };

static uint32_t of_fd[FDS];
static char *path_of[OBJECTS];
static uint32_t objects;
static int journal = -1;
static const char *directory, *prefix;
static struct control *control;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  directory = getenv("CRASH_DIRECTORY");
  prefix = getenv("CRASH_PREFIX");
  const char *journal_path = getenv("CRASH_JOURNAL");
  const char *control_path = getenv("CRASH_CONTROL");
  if (journal_path)
    journal = syscall(SYS_openat, AT_FDCWD, journal_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (control_path) {
    int fd = syscall(SYS_openat, AT_FDCWD, control_path, O_RDWR, 0);
    void *block = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd >= 0 && block != MAP_FAILED) control = block;
  }
}

static void note(uint32_t kind, uint32_t object, uint64_t offset, uint64_t size, int error,
                 const void *data, size_t data_bytes) {
  if (journal < 0) return;
  struct record record = {kind, object, offset, size, data_bytes, error};
  /* A journal with a hole proves nothing: better no process than a wrong record. */
  if (syscall(SYS_write, journal, &record, sizeof record) != sizeof record) abort();
  for (size_t done = 0; done < data_bytes;) {
    long n = syscall(SYS_write, journal, (const char *)data + done, data_bytes - done);
    if (n <= 0) abort();
    done += n;
  }
}

/* The errno this call has to fail with, or 0. */
static int fault(int operation) {
  if (!control || !(control->operations & operation)) return 0;
  if (__atomic_fetch_sub(&control->skip, 1, __ATOMIC_SEQ_CST) > 0) return 0;
  if (control->times >= 0 && __atomic_fetch_sub(&control->times, 1, __ATOMIC_SEQ_CST) <= 0)
    return 0;
  __atomic_fetch_add(&control->failed, 1, __ATOMIC_SEQ_CST);
  return control->error;
}

static uint32_t at_fd(int fd) { return fd >= 0 && fd < FDS ? of_fd[fd] : FOREIGN; }

/* The name of a database file below the directory, or NULL. The shared index is rebuilt
 * after every crash and never relied upon. */
static const char *ours(const char *path) {
  if (!directory || !path) return NULL;
  size_t length = strlen(directory);
  if (strncmp(path, directory, length) != 0 || path[length] != '/') return NULL;
  const char *name = path + length + 1;
  if (strchr(name, '/') || (prefix && strncmp(name, prefix, strlen(prefix)) != 0)) return NULL;
  size_t end = strlen(name);
  return end >= 4 && strcmp(name + end - 4, "-shm") == 0 ? NULL : name;
}

static uint32_t object_named(const char *name) {
  for (uint32_t i = 0; i < objects; i++)
    if (path_of[i] && strcmp(path_of[i], name) == 0) return i;
  return OBJECTS;
}

static uint32_t new_object(const char *name) {
  if (objects >= OBJECTS) abort();
  path_of[objects] = strdup(name);
  note(CREATE, objects, 0, 0, 0, name, strlen(name));
  return objects++;
}

static void forget(const char *name) {
  uint32_t object = object_named(name);
  if (object == OBJECTS) return;
  free(path_of[object]);
  path_of[object] = NULL;
}

static int opened(const char *path, int flags, int mode, const char *symbol) {
  int (*open_it)(const char *, int, ...) = real(symbol);
  const char *name = ours(path);
  int is_directory = directory && strcmp(path, directory) == 0;
  if (!name && !is_directory) return open_it(path, flags, mode);
  pthread_mutex_lock(&turn);
  int error = name && (flags & (O_WRONLY | O_RDWR | O_CREAT)) ? fault(ON_OPEN) : 0;
  int fd = error ? (errno = error, -1) : open_it(path, flags, mode);
  if (fd >= 0 && fd < FDS) {
    if (is_directory) of_fd[fd] = DIRECTORY;
    else {
      uint32_t object = object_named(name);
      if (object == OBJECTS) object = new_object(name);
      of_fd[fd] = object + FIRST_OBJECT;
      if (flags & O_TRUNC) note(TRUNCATE, object, 0, 0, 0, NULL, 0);
    }
  }
  pthread_mutex_unlock(&turn);
  return fd;
}

static int mode_of(int flags, va_list arguments) {
  return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, int) : 0;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  int mode = mode_of(flags, arguments);
  va_end(arguments);
  return opened(path, flags, mode, "open");
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  int mode = mode_of(flags, arguments);
  va_end(arguments);
  return opened(path, flags, mode, "open64");
}

int close(int fd) {
  if (at_fd(fd)) {
    pthread_mutex_lock(&turn);
    of_fd[fd] = FOREIGN;
    pthread_mutex_unlock(&turn);
  }
  return REAL(close)(fd);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
  uint32_t what = at_fd(fd);
  if (what < FIRST_OBJECT) return REAL(pwrite64)(fd, data, size, offset);
  pthread_mutex_lock(&turn);
  int error = fault(ON_WRITE);
  if (error && control->is_partial) size /= 2;
  ssize_t n = error && !control->is_partial ? -1 : REAL(pwrite64)(fd, data, size, offset);
  if (n > 0) note(WRITE, what - FIRST_OBJECT, offset, n, 0, data, n);
  if (n < 0 && error) errno = error;
  pthread_mutex_unlock(&turn);
  return n;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
  return pwrite64(fd, data, size, offset);
}

ssize_t write(int fd, const void *data, size_t size) {
  uint32_t what = at_fd(fd);
  if (fd != 1 && what < FIRST_OBJECT) return REAL(write)(fd, data, size);
  pthread_mutex_lock(&turn);
  int error = fd == 1 ? 0 : fault(ON_WRITE);
  off_t offset = fd == 1 ? 0 : lseek(fd, 0, SEEK_CUR);
  ssize_t n = error ? (errno = error, -1) : REAL(write)(fd, data, size);
  if (n > 0 && fd == 1) note(SAID, 0, 0, n, 0, data, n);
  else if (n > 0) note(WRITE, what - FIRST_OBJECT, offset, n, 0, data, n);
  pthread_mutex_unlock(&turn);
  return n;
}

static int truncated(int fd, off64_t size) {
  uint32_t what = at_fd(fd);
  if (what < FIRST_OBJECT) return REAL(ftruncate64)(fd, size);
  pthread_mutex_lock(&turn);
  int error = fault(ON_TRUNCATE);
  int result = error ? (errno = error, -1) : REAL(ftruncate64)(fd, size);
  if (result == 0) note(TRUNCATE, what - FIRST_OBJECT, size, 0, 0, NULL, 0);
  pthread_mutex_unlock(&turn);
  return result;
}
int ftruncate64(int fd, off64_t size) { return truncated(fd, size); }
int ftruncate(int fd, off_t size) { return truncated(fd, size); }

static int synced(int fd, int (*sync_it)(int)) {
  uint32_t what = at_fd(fd);
  if (what == FOREIGN) return sync_it(fd);
  pthread_mutex_lock(&turn);
  int error = fault(ON_SYNC);
  int result = error ? (errno = error, -1) : sync_it(fd);
  if (result < 0 && !error) error = errno;
  if (what == DIRECTORY) note(SYNC_DIRECTORY, 0, 0, 0, error, NULL, 0);
  else note(SYNC, what - FIRST_OBJECT, 0, 0, error, NULL, 0);
  pthread_mutex_unlock(&turn);
  return result;
}
int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

int unlink(const char *path) {
  const char *name = ours(path);
  if (!name) return REAL(unlink)(path);
  pthread_mutex_lock(&turn);
  int error = fault(ON_UNLINK);
  int result = error ? (errno = error, -1) : REAL(unlink)(path);
  if (result == 0) {
    note(UNLINK, 0, 0, 0, 0, name, strlen(name));
    forget(name);
  }
  pthread_mutex_unlock(&turn);
  return result;
}

int rename(const char *from, const char *to) {
  const char *source = ours(from), *target = ours(to);
  if (!source && !target) return REAL(rename)(from, to);
  /* The database is never renamed into or out of place: the model has no such operation. */
  abort();
}

static int64_t clock_ms(void) { return control ? control->clock_ms : 0; }

int clock_gettime(clockid_t id, struct timespec *at) {
  int result = syscall(SYS_clock_gettime, id, at);
  if (result == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
    int64_t moved = at->tv_nsec + (clock_ms() % 1000) * 1000000;
    at->tv_sec += clock_ms() / 1000 + (moved < 0 ? -1 : moved / 1000000000);
    at->tv_nsec = moved < 0 ? moved + 1000000000 : moved % 1000000000;
  }
  return result;
}

int gettimeofday(struct timeval *at, void *zone) {
  struct timespec now;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
