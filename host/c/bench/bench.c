/* The library beside libcurl and jansson, by which a program would do the same by hand: `bench LIBRARY ENDPOINT`.
 *
 * Each sample is a process of its own. Prints a table for Markdown: the best of the samples. */

#define _GNU_SOURCE
#include <curl/curl.h>
#include <dlfcn.h>
#include <jansson.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES 30
#define BATCHES 20
#define BATCH 100
#define TEXT(text) text, strlen(text)

/* What a process finds out. Times in nanoseconds, memory in KiB. */
struct sample {
  double load, enqueue, deliver, memory;
};

static const char PARAMETERS[] =
    "{\"command\":\"run\",\"subcommand\":\"serve\",\"taskStatus\":\"success\",\"pythonVersion\":\"3.12\"}";

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double memory(void) {
  FILE *file = fopen("/proc/self/status", "r");
  char line[256];
  double size = 0;
  while (fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "VmRSS: %lf", &size) == 1) break;
  fclose(file);
  return size;
}

static int compare(const void *one, const void *other) {
  const double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

static void *symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (found == NULL) fail(name);
  return found;
}

static struct sample ours(const char *path, const char *endpoint) {
  struct sample sample;
  const double before = memory(), start = now();
  void *library = dlopen(path, RTLD_NOW);
  if (library == NULL) fail(dlerror());
  uint64_t (*open)(const char *, size_t, char **) = symbol(library, "nt_open");
  int32_t (*enqueue)(uint64_t, const char *, size_t, const char *, size_t) = symbol(library, "nt_enqueue");
  char *(*flush)(uint64_t, uint32_t, size_t *) = symbol(library, "nt_flush");
  char *(*ledger)(uint64_t, size_t *) = symbol(library, "nt_ledger");
  void (*text_free)(char *) = symbol(library, "nt_text_free");
  char options[512];
  snprintf(options, sizeof options,
           "{\"product\":\"agent-toolkit\",\"enabled\":true,\"flushEvents\":10000,\"endpoint\":\"%s\"}", endpoint);
  const uint64_t handle = open(TEXT(options), NULL);
  enqueue(handle, TEXT("nat_cli_command"), TEXT(PARAMETERS));
  for (int accepted = 0; !accepted;) {
    char *text = ledger(handle, NULL);
    accepted = strstr(text, "\"accepted\":1") != NULL;
    text_free(text);
  }
  sample.load = now() - start;
  const double sent = now();
  char *text = flush(handle, 5000, NULL);
  if (strstr(text, "\"delivered\":1") == NULL) fail(text);
  text_free(text);
  sample.deliver = now() - sent;
  sample.memory = memory() - before;
  double times[BATCHES];
  for (int batch = 0; batch < BATCHES; batch++) {
    const double begin = now();
    for (int i = 0; i < BATCH; i++) enqueue(handle, TEXT("nat_cli_command"), TEXT(PARAMETERS));
    times[batch] = (now() - begin) / BATCH;
    text_free(flush(handle, 5000, NULL));
  }
  qsort(times, BATCHES, sizeof *times, compare);
  sample.enqueue = times[0];
  return sample;
}

/* By hand: events are built at once and wait in a list, and a request has them all. */

static struct {
  pthread_mutex_t lock;
  json_t *events;
} queue = {PTHREAD_MUTEX_INITIALIZER, NULL};

/* The functions of both libraries, which are loaded when they are needed. */
static struct {
  json_t *(*object)(void), *(*array)(void), *(*string)(const char *);
  int (*set)(json_t *, const char *, json_t *), (*append)(json_t *, json_t *);
  char *(*dumps)(const json_t *, size_t);
  void (*delete)(json_t *);
  CURL *(*easy)(void);
  CURLcode (*setopt)(CURL *, CURLoption, ...), (*perform)(CURL *);
  struct curl_slist *(*list)(struct curl_slist *, const char *);
} by_hand;

static void hand_enqueue(void) {
  char ts[32];
  struct timespec time;
  struct tm utc;
  clock_gettime(CLOCK_REALTIME, &time);
  gmtime_r(&time.tv_sec, &utc);
  const size_t length = strftime(ts, sizeof ts, "%Y-%m-%dT%H:%M:%S", &utc);
  snprintf(ts + length, sizeof ts - length, ".%03ldZ", time.tv_nsec / 1000000);
  json_t *parameters = by_hand.object(), *event = by_hand.object();
  by_hand.set(parameters, "command", by_hand.string("run"));
  by_hand.set(parameters, "subcommand", by_hand.string("serve"));
  by_hand.set(parameters, "taskStatus", by_hand.string("success"));
  by_hand.set(parameters, "pythonVersion", by_hand.string("3.12"));
  by_hand.set(event, "ts", by_hand.string(ts));
  by_hand.set(event, "parameters", parameters);
  by_hand.set(event, "name", by_hand.string("nat_cli_command"));
  pthread_mutex_lock(&queue.lock);
  by_hand.append(queue.events, event);
  pthread_mutex_unlock(&queue.lock);
}

static void hand_flush(CURL *curl) {
  json_t *body = by_hand.object();
  by_hand.set(body, "events", queue.events);
  char *text = by_hand.dumps(body, JSON_COMPACT);
  by_hand.setopt(curl, CURLOPT_POSTFIELDS, text);
  if (by_hand.perform(curl) != CURLE_OK) fail("the request by hand failed");
  free(text);
  by_hand.delete(body);
  queue.events = by_hand.array();
}

static size_t discard(char *bytes, size_t size, size_t count, void *unused) {
  (void)bytes, (void)unused;
  return size * count;
}

static struct sample hand(const char *endpoint) {
  struct sample sample;
  const double before = memory(), start = now();
  void *curl = dlopen("libcurl.so.4", RTLD_NOW), *jansson = dlopen("libjansson.so.4", RTLD_NOW);
  if (curl == NULL || jansson == NULL) fail(dlerror());
  by_hand.object = symbol(jansson, "json_object"), by_hand.array = symbol(jansson, "json_array");
  by_hand.string = symbol(jansson, "json_string"), by_hand.set = symbol(jansson, "json_object_set_new");
  by_hand.append = symbol(jansson, "json_array_append_new"), by_hand.dumps = symbol(jansson, "json_dumps");
  by_hand.delete = symbol(jansson, "json_delete");
  by_hand.easy = symbol(curl, "curl_easy_init"), by_hand.setopt = symbol(curl, "curl_easy_setopt");
  by_hand.perform = symbol(curl, "curl_easy_perform"), by_hand.list = symbol(curl, "curl_slist_append");
  CURLcode (*prepare)(long) = symbol(curl, "curl_global_init");
  prepare(CURL_GLOBAL_ALL);
  queue.events = by_hand.array();
  CURL *easy = by_hand.easy();
  by_hand.setopt(easy, CURLOPT_URL, endpoint);
  by_hand.setopt(easy, CURLOPT_NOSIGNAL, 1L);
  by_hand.setopt(easy, CURLOPT_HTTPHEADER, by_hand.list(NULL, "Content-Type: application/json"));
  by_hand.setopt(easy, CURLOPT_WRITEFUNCTION, discard);
  hand_enqueue();
  sample.load = now() - start;
  const double sent = now();
  hand_flush(easy);
  sample.deliver = now() - sent;
  sample.memory = memory() - before;
  double times[BATCHES];
  for (int batch = 0; batch < BATCHES; batch++) {
    const double begin = now();
    for (int i = 0; i < BATCH; i++) hand_enqueue();
    times[batch] = (now() - begin) / BATCH;
    hand_flush(easy);
  }
  qsort(times, BATCHES, sizeof *times, compare);
  sample.enqueue = times[0];
  return sample;
}

/* Takes a sample in a process of its own. */
static struct sample apart(int is_ours, const char *path, const char *endpoint) {
  int ends[2];
  struct sample sample;
  if (pipe(ends) != 0) fail("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    sample = is_ours ? ours(path, endpoint) : hand(endpoint);
    if (write(ends[1], &sample, sizeof sample) != sizeof sample) fail("the pipe broke");
    exit(0);
  }
  close(ends[1]);
  if (read(ends[0], &sample, sizeof sample) != sizeof sample) fail("a sample failed");
  close(ends[0]);
  waitpid(child, NULL, 0);
  return sample;
}

static void row(const char *what, size_t offset, double unit, const struct sample (*samples)[SAMPLES]) {
  double found[2];
  for (int side = 0; side < 2; side++) {
    double values[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) memcpy(&values[i], (const char *)&samples[side][i] + offset, sizeof values[i]);
    qsort(values, SAMPLES, sizeof *values, compare);
    found[side] = values[0] / unit;
  }
  printf("| %s | %.2f | %.2f | %.2f |\n", what, found[0], found[1], found[0] / found[1]);
}

int main(int count, char **words) {
  if (count != 3) fail("expected a library and an endpoint");
  static struct sample samples[2][SAMPLES];
  for (int i = 0; i < SAMPLES; i++)
    for (int side = 0; side < 2; side++) samples[side][i] = apart(side == 0, words[1], words[2]);
  struct stat file;
  if (stat(words[1], &file) != 0) fail("no such library");
  printf("shared library: %.2f MB\n\n", (double)file.st_size / 1e6);
  puts("| | libnemo_telemetry | libcurl and jansson | ratio |\n| --- | ---: | ---: | ---: |");
  row("load until the first event is accepted, ms", offsetof(struct sample, load), 1e6, samples);
  row("a call that takes an event, µs", offsetof(struct sample, enqueue), 1e3, samples);
  row("deliver the first event, ms", offsetof(struct sample, deliver), 1e6, samples);
  row("memory after it, MB", offsetof(struct sample, memory), 1e3, samples);
  return 0;
}
