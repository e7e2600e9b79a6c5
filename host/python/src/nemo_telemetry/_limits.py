"""Written by `cargo xtask gen` from guest/schema; edit the files there."""

#: Longest time that telemetry delays the exit of a program, in milliseconds. A person does not
#: notice it.
EXIT_MS = 50

#: Longest time that an exit waits for the component to load, in milliseconds. Saving the lines
#: without it takes part of the 100 ms that an exit may last.
LOADING_EXIT_MS = 75

#: Last part of a close, in which nothing is sent, in milliseconds. What is left is saved then,
#: which takes a millisecond or two.
SHUTDOWN_RESERVE_MS = 25

#: How long a flush or an opt-out waits when the caller names no time, in milliseconds. A request of
#: every product ends within it.
FLUSH_MS = 2000

#: Longest line of an event, in bytes. The component rejects a longer one.
MAX_LINE = 65_536

#: Longest text that enters or leaves the component in one call, in bytes. A text that does not fit
#: the memory of an instance makes it trap.
MAX_TEXT = 262_144

#: Longest text that `folder` reads or writes in one call, in bytes. The largest segment of the
#: outbox is read at once.
MAX_FOLDER_TEXT = 524_288

#: Longest body that `catalog.check-body` looks at. Of a longer one the first bytes cross, a few
#: more than these, in bytes. The collectors in use take no more.
MAX_CHECKED_BODY = 1_048_576

#: Lines that wait until they are checked, in bytes. It holds some hundred events for the time that
#: the component takes to load.
MAX_BUFFER = 524_288

#: Longest file of a decision that is read, in bytes. Real files have some hundred bytes. A longer
#: one is unreadable, which is never a yes.
MAX_FACT = 65_536

#: Instances of one client that may trap. To open still more would be a loop that keeps the machine
#: busy.
MAX_TRAPS = 8

#: Requests that an instance may have under way. An honest one has one. The bodies of more could
#: exhaust the host's memory.
MAX_REQUESTS = 16

#: Different problems that a client reports. A defect must not flood the output of a program.
MAX_PROBLEMS = 32

#: Longest time to resolve a name and to connect, TLS included, in milliseconds. A host that takes
#: longer blocks the next request.
CONNECT_MS = 1000

#: How long an idle connection is kept, in milliseconds. Common servers close theirs after 5 s. A
#: body that meets a closing connection gets no answer.
IDLE_MS = 3000

#: Largest response body that is read and thrown away, in bytes. The connection can then be used
#: again.
SPARE_BODY = 4096

#: Longest time to read such a body, in milliseconds. A new connection takes no longer.
SPARE_MS = 20

#: Linear memory of an instance, in bytes. A full queue, the longest texts and the code need less.
MEMORY = 4_194_304

#: Stack of an instance, in bytes. The deepest call takes a few KiB.
STACK = 524_288

#: Instructions after which a call is stopped. That is a second or two. The longest honest call
#: takes a hundredth of it.
FUEL = 2_000_000_000
