/* What a careless program does, and what it is answered. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nemo_telemetry.h"

#define TEXT(text) text, strlen(text)

static int failures;

static void expect(const char *what, long expected, long found) {
  if (expected != found) {
    fprintf(stderr, "%s: expected %ld, found %ld\n", what, expected, found);
    failures++;
  }
}

/* Whether a text says so, which is freed. */
static int says(char *text, const char *words) {
  const int found = strstr(text, words) != NULL;
  if (!found) fprintf(stderr, "expected %s in %s\n", words, text);
  nt_text_free(text);
  return found;
}

static const char OPTIONS[] = "{\"product\": \"agent-toolkit\", \"enabled\": true, \"dryRun\": true}";
static const char PARAMETERS[] =
    "{\"command\": \"run\",\n \"taskStatus\": \"success\", \"pythonVersion\": \"3.12\"}";
static const char LINE[] =
    "{\"event\": \"nat_cli_command\", \"parameters\": {\"command\": \"run\", \"taskStatus\": "
    "\"success\", \"pythonVersion\": \"3.12\"}}\n";

static nt_handle shared;

/* Uses a handle that another thread may close at any moment. */
static void *use(void *unused) {
  for (int i = 0; i < 2000; i++) {
    const int answer = nt_enqueue(shared, TEXT("nat_cli_command"), TEXT(PARAMETERS));
    if (answer < NT_BUFFERED || answer > NT_FULL) {
      fprintf(stderr, "from a thread: %d\n", answer);
      exit(1);
    }
    nt_text_free(nt_ledger(shared, NULL));
  }
  return unused;
}

int main(void) {
  expect("the version", NT_ABI_VERSION, nt_abi_version());
  nt_text_free(NULL);

  char *problem = NULL;
  expect("no options", 0, (long)nt_open(NULL, 0, &problem));
  expect("no options: why", 1, says(problem, "NULL"));
  expect("no options, nobody asks why", 0, (long)nt_open(NULL, 7, NULL));
  expect("other bytes", 0, (long)nt_open("{\"product\": \"\xff\"}", 15, &problem));
  expect("other bytes: why", 1, says(problem, "UTF-8"));
  expect("no JSON", 0, (long)nt_open(TEXT("{"), &problem));
  expect("no JSON: why", 1, says(problem, "JSON object"));
  expect("no product", 0, (long)nt_open(TEXT("{}"), &problem));
  expect("no product: why", 1, says(problem, "product"));
  expect("a wrong yes", 0, (long)nt_open(TEXT("{\"product\": \"agent-toolkit\", \"enabled\": 1}"), &problem));
  expect("a wrong yes: why", 1, says(problem, "enabled"));
  expect("a length that no text has", 0, (long)nt_open("{}", (size_t)-1, &problem));
  expect("a length that no text has: why", 1, says(problem, "UTF-8"));

  const nt_handle none[] = {0, 77, UINT64_MAX};
  for (int i = 0; i < 3; i++) {
    expect("an event for no handle", NT_NO_HANDLE, nt_enqueue(none[i], TEXT("e"), TEXT("{}")));
    expect("lines for no handle", NT_NO_HANDLE, nt_enqueue_lines(none[i], TEXT(LINE)));
    expect("flush", 1, says(nt_flush(none[i], 1, NULL), "no-handle"));
    expect("close", 1, says(nt_close(none[i], 1, NULL), "no-handle"));
    expect("opt out", 1, says(nt_opt_out(none[i], 1, NULL), "no-handle"));
    expect("ledger", 1, says(nt_ledger(none[i], NULL), "no-handle"));
    expect("status", 1, says(nt_status(none[i], NULL), "no-handle"));
  }

  const nt_handle handle = nt_open(TEXT(OPTIONS), &problem);
  expect("open", 1, handle != 0 && problem == NULL);
  expect("no event", NT_NULL, nt_enqueue(handle, NULL, 3, TEXT("{}")));
  expect("no parameters", NT_NULL, nt_enqueue(handle, TEXT("nat_cli_command"), NULL, 0));
  expect("no lines", NT_NULL, nt_enqueue_lines(handle, NULL, 0));
  expect("other bytes", NT_NOT_UTF8, nt_enqueue(handle, "\xc3", 1, TEXT("{}")));
  expect("half a letter", NT_NOT_UTF8, nt_enqueue_lines(handle, "\xe2\x82", 2));
  expect("no JSON", NT_UNUSABLE, nt_enqueue(handle, TEXT("nat_cli_command"), TEXT("{\"a\": \"\n\"}")));
  expect("JSON and more", NT_UNUSABLE,
         nt_enqueue(handle, TEXT("nat_cli_command"), TEXT("{}}\n{\"event\": \"x\"}")));
  char *longest = calloc(70000, 1);
  memset(longest, ' ', 69998);
  longest[0] = '[';
  longest[69998] = ']';
  expect("what is too long", NT_UNUSABLE, nt_enqueue(handle, TEXT("nat_cli_command"), TEXT(longest)));
  expect("a line that is too long", NT_UNUSABLE, nt_enqueue_lines(handle, TEXT(longest)));
  free(longest);
  expect("an event", NT_BUFFERED, nt_enqueue(handle, TEXT("nat_cli_command"), TEXT(PARAMETERS)));
  expect("a line", NT_BUFFERED, nt_enqueue_lines(handle, TEXT(LINE)));
  expect("nothing but blank lines", NT_BUFFERED, nt_enqueue_lines(handle, TEXT("\n \n")));
  size_t length = 0;
  char *ledger = nt_flush(handle, 5000, &length);
  expect("the length", (long)strlen(ledger), (long)length);
  expect("two of them", 1, says(ledger, "\"accepted\":2"));
  expect("what was wrong", 1, says(nt_status(handle, NULL), "\"rejected\":4"));
  expect("close", 1, says(nt_close(handle, 1000, NULL), "\"accepted\":2"));
  expect("close again", 1, says(nt_close(handle, 1000, NULL), "\"closed\""));
  expect("an event after it", NT_CLOSED, nt_enqueue(handle, TEXT("nat_cli_command"), TEXT("{}")));
  expect("status after it", 1, says(nt_status(handle, NULL), "\"closed\""));

  expect("validate nothing", 1, says(nt_validate(NULL, 0, NULL, 0, NULL, 0, NULL), "\"null\""));
  expect("validate", 1,
         says(nt_validate(TEXT("nat_cli_command"), NULL, 0, TEXT(PARAMETERS), NULL), "\"canonical\":\"{"));
  expect("validate what is wrong", 1,
         says(nt_validate(TEXT("nat_cli_command"), NULL, 0, TEXT("{}"), NULL), "\"problems\":[{"));
  expect("validate an unknown version", 1,
         says(nt_validate(TEXT("nat_cli_command"), TEXT("0.0"), TEXT("{}"), NULL), "\"problems\":[{"));
  expect("label", 1, says(nt_label(TEXT("sanitize-model"), TEXT("{\"name\": \"/home/me/x\"}"), NULL),
                          "\"value\":\"local_path\""));
  expect("label of no JSON", 1, says(nt_label(TEXT("sanitize-model"), TEXT("{"), NULL), "\"failed\""));
  expect("no such label", 1, says(nt_label(TEXT("x"), TEXT("{}"), NULL), "\"problems\":[{"));
  expect("preview", 1, says(nt_preview(TEXT(OPTIONS), TEXT(LINE), NULL), "\"bodies\":[\"{"));
  expect("preview for no product", 1, says(nt_preview(TEXT("{}"), TEXT(LINE), NULL), "problems"));

  shared = nt_open(TEXT(OPTIONS), NULL);
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, use, NULL);
  nt_text_free(nt_flush(shared, 10, NULL));
  char *closed[2] = {nt_close(shared, 100, NULL), nt_close(shared, 100, NULL)};
  expect("closed once", 1, says(closed[0], "\"accepted\"") && says(closed[1], "\"closed\""));
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);

  puts(failures == 0 ? "every misuse has its answer" : "some did not");
  return failures != 0;
}
