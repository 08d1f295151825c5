/*
 * Makes an unchanged program durable per file: loaded with LD_PRELOAD, every regular file that was opened for writing is
 * fsynced when it is closed, by close() or fclose(). The folder is not synced, so this is still less than Lethe does.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void sync_if_written(int fd) {
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return;
  int flags = fcntl(fd, F_GETFL);
  if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY) fsync(fd);
}

int close(int fd) {
  static int (*next)(int);
  if (next == NULL) next = (int (*)(int))dlsym(RTLD_NEXT, "close");
  sync_if_written(fd);
  return next(fd);
}

int fclose(FILE *stream) {
  static int (*next)(FILE *);
  if (next == NULL) next = (int (*)(FILE *))dlsym(RTLD_NEXT, "fclose");
  if (stream != NULL) {
    fflush(stream);
    sync_if_written(fileno(stream));
  }
  return next(stream);
}
