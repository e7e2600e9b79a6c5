/* Sends an event and prints where it is: `example ENDPOINT [MILLISECONDS]`. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nemo_telemetry.h"

#define TEXT(text) text, strlen(text)

int main(int count, char **words) {
  if (count < 2) {
    fputs("usage: example ENDPOINT [MILLISECONDS]\n", stderr);
    return 2;
  }
  char options[512];
  snprintf(options, sizeof options,
           "{\"product\": \"agent-toolkit\", \"clientVersion\": \"1.9.0\", \"enabled\": true, \"endpoint\": \"%s\"}",
           words[1]);
  char *problem;
  const nt_handle telemetry = nt_open(TEXT(options), &problem);
  if (telemetry == 0) {
    fprintf(stderr, "%s\n", problem);
    nt_text_free(problem);
    return 1;
  }
  nt_enqueue(telemetry, TEXT("nat_cli_command"),
             TEXT("{\"command\": \"run\", \"taskStatus\": \"success\", \"pythonVersion\": \"3.12\"}"));
  nt_text_free(nt_flush(telemetry, count > 2 ? (uint32_t)atoi(words[2]) : 2000, NULL));
  char *ledger = nt_close(telemetry, 300, NULL);
  puts(ledger);
  nt_text_free(ledger);
  return 0;
}
