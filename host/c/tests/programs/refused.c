/* A process that may have no new memory that runs: telemetry says so, and the program goes on. */

#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "nemo_telemetry.h"

#define TEXT(text) text, strlen(text)

/* Linux 6.3: memory that is written never becomes executable. */
#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

int main(void) {
  if (prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) != 0) {
    puts("this system cannot refuse it");
    return 0;
  }
  const nt_handle handle =
      nt_open(TEXT("{\"product\": \"agent-toolkit\", \"enabled\": true, \"dryRun\": true}"), NULL);
  nt_enqueue(handle, TEXT("nat_cli_command"), TEXT("{}"));
  nt_text_free(nt_flush(handle, 10000, NULL));
  char *status = nt_status(handle, NULL);
  const int is_told = strstr(status, "telemetry does not work") != NULL &&
                      strstr(status, "\"accepted\":1") != NULL &&
                      strstr(status, "\"dropped\":{\"closed\":1}") != NULL;
  fprintf(stderr, "%s\n", status);
  nt_text_free(status);
  char *checked = nt_validate(TEXT("nat_cli_command"), NULL, 0, TEXT("{}"), NULL);
  const int is_refused = strstr(checked, "\"failed\"") != NULL;
  nt_text_free(checked);
  return is_told && is_refused ? 0 : 1;
}
