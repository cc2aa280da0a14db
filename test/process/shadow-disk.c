/*
 * A disk that can lose power, be full or be read-only, for one folder of one process. Loaded with
 * LD_PRELOAD before the C library.
 *
 *   DISK_FOLDER  the folder; every file directly in it is watched
 *   DISK_SHADOW  another folder: what the disk would hold after a power cut. A file's bytes get
 *                there when the process calls fsync or fdatasync, and not before
 *   DISK_STATE   a file; while it says "full", nothing in the folder can grow (ENOSPC), while it
 *                says "read-only", nothing can be written (EROFS)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

/* The name of a file that lies directly in the folder; NULL for all others. */
static const char *name_in_folder(const char *path) {
  const char *folder = setting("DISK_FOLDER");
  size_t length = folder ? strlen(folder) : 0;
  if (!length || strncmp(path, folder, length) != 0 || path[length] != '/') return NULL;
  const char *name = path + length + 1;
  return *name && !strchr(name, '/') ? name : NULL;
}

static const char *name_of_fd(int fd, char path[PATH_MAX]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return NULL;
  path[length] = 0;
  return name_in_folder(path);
}

static int shadow_path(const char *name, char path[PATH_MAX]) {
  const char *shadow = setting("DISK_SHADOW");
  return shadow && snprintf(path, PATH_MAX, "%s/%s", shadow, name) < PATH_MAX;
}

enum state { WELL, FULL, READ_ONLY };

static enum state disk_state(void) {
  const char *file = setting("DISK_STATE");
  if (!file) return WELL;
  int saved = errno;
  char word[16] = "";
  int fd = REAL(open)(file, O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    if (read(fd, word, sizeof word - 1) < 0) word[0] = 0;
    close(fd);
  }
  errno = saved;
  if (strncmp(word, "full", 4) == 0) return FULL;
  return strncmp(word, "read-only", 9) == 0 ? READ_ONLY : WELL;
}

/* Whether a write must fail, with errno set. */
static int is_refused(int fd, size_t count, off_t offset) {
  char path[PATH_MAX];
  enum state state = disk_state();
  if (state == WELL || !name_of_fd(fd, path)) return 0;
  struct stat now;
  if (state == FULL && fstat(fd, &now) == 0 && offset + (off_t)count <= now.st_size) return 0;
  errno = state == FULL ? ENOSPC : EROFS;
  return 1;
}

ssize_t write(int fd, const void *bytes, size_t count) {
  if (is_refused(fd, count, lseek(fd, 0, SEEK_CUR))) return -1;
  return REAL(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  if (is_refused(fd, count, offset)) return -1;
  return REAL(pwrite)(fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  if (is_refused(fd, count, offset)) return -1;
  return REAL(pwrite64)(fd, bytes, count, offset);
}

static int opens_to_write(const char *path, int flags) {
  int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);
  return writes && name_in_folder(path) && disk_state() == READ_ONLY;
}

#define OPEN(name)                                        \
  int name(const char *path, int flags, ...) {            \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode_t mode = flags & O_CREAT ? va_arg(rest, int) : 0; \
    va_end(rest);                                         \
    if (opens_to_write(path, flags)) {                    \
      errno = EROFS;                                      \
      return -1;                                          \
    }                                                     \
    return REAL(name)(path, flags, mode);                 \
  }
OPEN(open)
OPEN(open64)

/*
 * The file's own descriptor is read: closing another one of the same file would drop the locks
 * that SQLite holds on it.
 */
static void persist(int fd) {
  char path[PATH_MAX], shadow[PATH_MAX];
  const char *name = name_of_fd(fd, path);
  struct stat now;
  if (!name || fstat(fd, &now) != 0 || !S_ISREG(now.st_mode) || !shadow_path(name, shadow)) return;
  int to = REAL(open)(shadow, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  int from = fd, opened = -1;
  char block[65536];
  if (to < 0) abort();
  /* Over the old bytes and not beside them: a kill in between leaves a mix of both, as a cut does. */
  for (off_t at = 0; at < now.st_size;) {
    ssize_t got = pread(from, block, sizeof block, at);
    if (got < 0 && errno == EBADF && opened < 0) {
      from = opened = REAL(open)(path, O_RDONLY | O_CLOEXEC);
      continue;
    }
    if (got <= 0) break;
    if (REAL(pwrite)(to, block, got, at) != got) abort();
    at += got;
  }
  if (ftruncate(to, now.st_size) != 0) abort();
  close(to);
  if (opened >= 0) close(opened);
}

int fsync(int fd) {
  int result = REAL(fsync)(fd);
  if (result == 0) persist(fd);
  return result;
}

int fdatasync(int fd) {
  int result = REAL(fdatasync)(fd);
  if (result == 0) persist(fd);
  return result;
}

/* Names are taken to be on disk at once: what is asked here is about bytes. */
int rename(const char *from, const char *to) {
  int result = REAL(rename)(from, to);
  char old_shadow[PATH_MAX], new_shadow[PATH_MAX];
  const char *old_name = name_in_folder(from), *new_name = name_in_folder(to);
  if (result == 0 && old_name && new_name && shadow_path(old_name, old_shadow) &&
      shadow_path(new_name, new_shadow)) {
    REAL(rename)(old_shadow, new_shadow);
    errno = 0;
  }
  return result;
}

int unlink(const char *path) {
  const char *name = name_in_folder(path);
  if (name && disk_state() == READ_ONLY) {
    errno = EROFS;
    return -1;
  }
  int result = REAL(unlink)(path);
  char shadow[PATH_MAX];
  if (result == 0 && name && shadow_path(name, shadow)) {
    REAL(unlink)(shadow);
    errno = 0;
  }
  return result;
}
