/*
 * Stands in front of the C library of a database server: while the file FULL_DISK is there, the disk that holds tables and
 * indexes is full. What is written within a file as long as it is goes through, as on a real disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int full(int fd, off_t end) {
  const char *flag = getenv("FULL_DISK");
  char link[64], path[4096];
  struct stat file;
  if (flag == NULL || access(flag, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  if (strstr(path, "/base/") == NULL) return 0;
  return fstat(fd, &file) == 0 && end > file.st_size;
}

static off_t total(const struct iovec *parts, int count) {
  off_t sum = 0;
  for (int at = 0; at < count; at++) sum += parts[at].iov_len;
  return sum;
}

#define REFUSED(fd, end) \
  if (full(fd, end)) { errno = ENOSPC; return -1; }

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t from) {
  ssize_t (*next)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  REFUSED(fd, from + (off_t)length)
  return next(fd, bytes, length, from);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t from) { return pwrite(fd, bytes, length, from); }

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t from) {
  ssize_t (*next)(int, const struct iovec *, int, off_t) = dlsym(RTLD_NEXT, "pwritev");
  REFUSED(fd, from + total(parts, count))
  return next(fd, parts, count, from);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t from) { return pwritev(fd, parts, count, from); }

int posix_fallocate(int fd, off_t from, off_t length) {
  int (*next)(int, off_t, off_t) = dlsym(RTLD_NEXT, "posix_fallocate");
  return full(fd, from + length) ? ENOSPC : next(fd, from, length);
}
int posix_fallocate64(int fd, off_t from, off_t length) { return posix_fallocate(fd, from, length); }
