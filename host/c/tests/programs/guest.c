/* What the library does to the program that it is in: `guest ENDPOINT`. */

#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TEXT(text) text, strlen(text)

static uint64_t (*nt_open)(const char *, size_t, char **);
static int32_t (*nt_enqueue)(uint64_t, const char *, size_t, const char *, size_t);
static char *(*nt_flush)(uint64_t, uint32_t, size_t *);
static char *(*nt_close)(uint64_t, uint32_t, size_t *);
static char *(*nt_status)(uint64_t, size_t *);
static void (*nt_text_free)(char *);

static const char PARAMETERS[] =
    "{\"command\": \"run\", \"taskStatus\": \"success\", \"pythonVersion\": \"3.12\"}";

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static void enqueue(uint64_t handle) {
  if (nt_enqueue(handle, TEXT("nat_cli_command"), TEXT(PARAMETERS)) != 0) fail("an event was not taken");
}

static void expect(char *text, const char *words) {
  if (strstr(text, words) == NULL) {
    fprintf(stderr, "expected %s in %s\n", words, text);
    exit(1);
  }
  nt_text_free(text);
}

static int threads(void) {
  int count = 0;
  DIR *tasks = opendir("/proc/self/task");
  for (struct dirent *task; (task = readdir(tasks)) != NULL;) count += task->d_name[0] != '.';
  closedir(tasks);
  return count;
}

static struct sigaction dispositions[NSIG];

static void remember(void) {
  for (int signal = 1; signal < NSIG; signal++) sigaction(signal, NULL, &dispositions[signal]);
}

static void compare(void) {
  for (int signal = 1; signal < NSIG; signal++) {
    struct sigaction now;
    if (sigaction(signal, NULL, &now) != 0) continue;
    if (now.sa_handler != dispositions[signal].sa_handler || now.sa_flags != dispositions[signal].sa_flags) {
      fprintf(stderr, "signal %d has another disposition\n", signal);
      exit(1);
    }
  }
}

static int caught_in_main;
static pthread_t main_thread;

static void catch(int signal) {
  (void)signal;
  caught_in_main += pthread_equal(pthread_self(), main_thread) != 0;
}

static void *leave(void *unused) {
  (void)unused;
  exit(0);
}

static void load(void) {
  void *library = dlopen("libnemo_telemetry.so", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) fail(dlerror());
  nt_open = dlsym(library, "nt_open");
  nt_enqueue = dlsym(library, "nt_enqueue");
  nt_flush = dlsym(library, "nt_flush");
  nt_close = dlsym(library, "nt_close");
  nt_status = dlsym(library, "nt_status");
  nt_text_free = dlsym(library, "nt_text_free");
  if (dlclose(library) != 0) fail(dlerror());
}

int main(int count, char **words) {
  if (count != 2) fail("expected an endpoint");
  main_thread = pthread_self();
  signal(SIGUSR1, catch);
  signal(SIGPIPE, SIG_IGN);
  remember();
  /* It stays though it was closed. */
  load();
  char options[512];
  snprintf(options, sizeof options,
           "{\"product\": \"agent-toolkit\", \"enabled\": true, \"endpoint\": \"%s\"}", words[1]);
  const uint64_t handle = nt_open(TEXT(options), NULL);
  if (threads() != 1) fail("a thread was started before there was anything to do");
  enqueue(handle);
  expect(nt_flush(handle, 10000, NULL), "\"delivered\":1");
  compare();
  if (threads() > 3) fail("there are more threads than one that works and one that sends");

  /* Signals for the process come to the program's own threads. */
  for (int i = 0; i < 20; i++) kill(getpid(), SIGUSR1);
  if (caught_in_main == 0) fail("no signal came to the program's thread");

  /* A child starts afresh, whatever the parent's threads do meanwhile. */
  for (int i = 0; i < 25; i++) {
    enqueue(handle);
    const pid_t child = fork();
    if (child == 0) {
      alarm(20);
      expect(nt_status(handle, NULL), "\"accepted\":0");
      enqueue(handle);
      expect(nt_flush(handle, 10000, NULL), "\"delivered\":1");
      exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail("a child did not end well");
  }
  /* A child that does nothing with it opens nothing. */
  const pid_t child = fork();
  if (child == 0) exit(threads() == 1 ? 0 : 1);
  int status;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail("an idle child did not end well");
  expect(nt_flush(handle, 10000, NULL), "\"delivered\":26");
  compare();

  /* The end of the process, from another thread than main: this event is not flushed by anybody. */
  enqueue(handle);
  puts("a good guest");
  fflush(stdout);
  pthread_t thread;
  pthread_create(&thread, NULL, leave, NULL);
  pthread_join(thread, NULL);
  return 1;
}
