/* Anonymous usage telemetry in the format of NVIDIA's NeMo products. Apache-2.0.
 *
 * Every function may be called from any thread, and after a fork. None calls back into the program.
 * NULL, other bytes than UTF-8, a number that is no handle, a handle that was closed: each has an
 * answer of its own, and nothing else happens.
 *
 * The shared library is never unloaded: dlclose leaves it in the process. The static one must be
 * linked into programs, and into no library that may be unloaded.
 *
 * exit and a return from main close what is open, within 50 ms, and nothing that was taken is lost;
 * _exit, and languages that end by it such as Go, have to call nt_close themselves.
 */

#ifndef NEMO_TELEMETRY_H
#define NEMO_TELEMETRY_H

/* Written by cbindgen from host/c/src/lib.rs; edit that file. */

#include <stddef.h>
#include <stdint.h>

// Version of this interface. It grows when a program that was built with an older header would no
// longer work; functions may be added without.
#define NT_ABI_VERSION 1

// What became of an event.
enum nt_answer
#ifdef __cplusplus
  : int32_t
#endif // __cplusplus
 {
  // It is on its way to be checked.
  NT_BUFFERED = 0,
  // Telemetry is off.
  NT_OFF = 1,
  // It was closed.
  NT_CLOSED = 2,
  // Too many events wait already; it was dropped, and counted as `overflowed` in nt_status.
  NT_FULL = 3,
  // The parameters are no JSON, or longer than 64 KiB; counted as `rejected` in nt_status.
  NT_UNUSABLE = 4,
  // A text is NULL. Nothing was done.
  NT_NULL = -1,
  // A text is not UTF-8. Nothing was done.
  NT_NOT_UTF8 = -2,
  // The handle is none that nt_open has returned. Nothing was done.
  NT_NO_HANDLE = -3,
  // A defect of this library; please report it.
  NT_PANIC = -4,
};
#ifndef __cplusplus
typedef int32_t nt_answer;
#endif // __cplusplus

// A program's telemetry. 0 is none. A number is never given out twice.
typedef uint64_t nt_handle;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The version of the interface that this library has, NT_ABI_VERSION of its own header. A program
// that was built with another one must not call anything else.
uint32_t nt_abi_version(void);

// Opens a program's telemetry. Nothing is loaded, no thread is started and no file is made before
// there is something to do.
//
// `options` is a JSON object with the settings of the component, of which `product` has to be
// there, and two words of the program: `enabled`, its own yes or no, and `emitTelemetry`, what a
// setting of that name says. What is wrong with the other settings shows in nt_status once the
// component has looked at them.
//
// Returns 0 where the options cannot be used. `problem` may be NULL; otherwise it gets NULL, or a
// text that says why, to be given back to nt_text_free.
//
// # Safety
// `options` is NULL or has `length` bytes; `problem` is NULL or may be written to.
nt_handle nt_open(const char *options, size_t length, char **problem);

// Takes an event, with the present instant, and returns at once. `parameters` is a JSON object.
// An event that its schema does not allow is counted as `rejected` in nt_status once it was
// checked, and told on standard error.
//
// # Safety
// Each text is NULL or has as many bytes as it is said to.
nt_answer nt_enqueue(nt_handle handle,
                     const char *event,
                     size_t event_length,
                     const char *parameters,
                     size_t parameters_length);

// Takes events as JSON Lines, `{"event": string, "schemaVersion"?: string, "ts"?: string,
// "parameters": object}` each. A line without `ts` has the instant at which it is checked. Where
// not all are taken, the answer is that of the last one that was not.
//
// # Safety
// `lines` is NULL or has `length` bytes.
nt_answer nt_enqueue_lines(nt_handle handle, const char *lines, size_t length);

// Sends what is queued, and waits until nothing is pending any more, or so many milliseconds.
// Returns the ledger, as nt_ledger does.
//
// # Safety
// `length` is NULL or may be written to.
char *nt_flush(nt_handle handle, uint32_t milliseconds, size_t *length);

// Takes no more events and ends within so many milliseconds: what is not delivered then is kept on
// disk for a later program, of whatever language. The last 25 ms are for that, and are taken also
// when less time is given. Returns the ledger, as nt_ledger does; the handle is closed for every
// thread from the first moment on.
//
// # Safety
// `length` is NULL or may be written to.
char *nt_close(nt_handle handle, uint32_t milliseconds, size_t *length);

// A person says no: it is stored where the product has a place for it, what is under way is given
// up, what is queued is dropped, and what all programs of the product have kept is removed. Waits
// so many milliseconds for it; it is done all the same. Returns the ledger, as nt_ledger does.
//
// # Safety
// `length` is NULL or may be written to.
char *nt_opt_out(nt_handle handle, uint32_t milliseconds, size_t *length);

// Where every event is: a JSON object with the numbers `accepted`, `recovered`, `delivered`,
// `pending`, `kept` and `unsure`, and with `dropped`, an object of numbers by reason. `accepted +
// recovered = delivered + pending + kept` and all that was dropped.
//
// Every text that a function returns is JSON in UTF-8 that ends with a NUL, which `length` does
// not count; `length` may be NULL. It is never NULL, and has to be given back to nt_text_free. A
// call that did nothing returns `{"error": {"code": string, "message": string}}`, with a code such
// as `closed`, `no-handle`, `null` or `not-utf8`.
//
// # Safety
// `length` is NULL or may be written to.
char *nt_ledger(nt_handle handle, size_t *length);

// How it stands: a JSON object with `state` (`on`, `off`, `ask`, `notify`, or null before anything
// was decided), `text` that says why, `ledger`, `buffered` (bytes of events that wait to be
// checked), `rejected` and `overflowed` (numbers of events), `restarts`, `problem` (what keeps it
// from working, or null), `warnings` (what cannot be kept on disk), `told` (the last 32 lines that
// were told on standard error, the newest first), `component` (SHA-256 of the component that this
// library was made from) and `hasEnded`.
//
// # Safety
// `length` is NULL or may be written to.
char *nt_status(nt_handle handle, size_t *length);

// Checks an event's parameters, without a handle and without consent. `version` is that of the
// wire format; NULL: the newest. Returns `{"canonical": string or null, "problems": [{"pointer",
// "code", "message", "suggestion", "offset"}]}`.
//
// # Safety
// Each text is NULL or has as many bytes as it is said to; `length` is NULL or may be written to.
char *nt_validate(const char *event,
                  size_t event_length,
                  const char *version,
                  size_t version_length,
                  const char *parameters,
                  size_t parameters_length,
                  size_t *length);

// The exact bodies in which JSON Lines would be sent, as if telemetry were on; nothing is sent or
// kept. `options` is that of nt_open. Returns `{"bodies": [string], "rejected": [{"line",
// "problems"}]}`, or `{"problems"}` of the settings.
//
// # Safety
// Each text is NULL or has as many bytes as it is said to; `length` is NULL or may be written to.
char *nt_preview(const char *options,
                 size_t options_length,
                 const char *lines,
                 size_t lines_length,
                 size_t *length);

// Makes a label, the few words of something private that may be sent. `name` is that of a label
// such as `sanitize-model`, and `input` a JSON object with its arguments. Returns `{"value"}`, or
// `{"problems"}` of the input.
//
// # Safety
// Each text is NULL or has as many bytes as it is said to; `length` is NULL or may be written to.
char *nt_label(const char *name,
               size_t name_length,
               const char *input,
               size_t input_length,
               size_t *length);

// Frees a text that a function of this library has returned. NULL is nothing to free. A text that
// was freed must not be used, nor freed again.
//
// # Safety
// As it says.
void nt_text_free(char *text);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* NEMO_TELEMETRY_H */
