package nemo.telemetry;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A program's telemetry, for any thread. It ends within 50 ms when it is closed, and at the end of the
 * program.
 */
public final class Telemetry implements AutoCloseable {
    /** What became of an event. */
    public enum Answer {
        /** It is on its way to be checked. */
        BUFFERED,
        /** Telemetry is off. */
        OFF,
        /** It was closed. */
        CLOSED,
        /** Too many events wait already; it was dropped and counted. */
        FULL,
        /** It is longer than 64 KiB, or holds a number that JSON does not have. */
        UNUSABLE
    }

    private static final Duration EXIT = Duration.ofMillis(50);
    private static final Native LIBRARY = load();

    private final long handle;

    /**
     * Opens it.
     *
     * @param options what {@code nt_open} takes; {@code product} has to be there
     * @throws IllegalArgumentException where they cannot be used
     */
    public Telemetry(Map<String, ?> options) {
        byte[] text = bytes(Json.of(options));
        PointerByReference problem = new PointerByReference();
        handle = LIBRARY.nt_open(text, text.length, problem);
        if (handle == 0) {
            throw new IllegalArgumentException(taken(problem.getValue()));
        }
    }

    /** Takes an event, with the present instant, and returns at once. */
    public Answer enqueue(Event event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event.name);
        line.put("schemaVersion", event.version);
        line.put("ts", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("parameters", event.parameters);
        byte[] text = bytes(Json.of(line));
        int answer = LIBRARY.nt_enqueue_lines(handle, text, text.length);
        return answer < 0 ? Answer.UNUSABLE : Answer.values()[answer];
    }

    /** Sends what is queued, and waits for it, or so long. Returns the ledger, as JSON. */
    public String flush(Duration longest) {
        return taken(LIBRARY.nt_flush(handle, milliseconds(longest), null));
    }

    /** Ends within that time. Returns the ledger, as JSON. */
    public String close(Duration longest) {
        return taken(LIBRARY.nt_close(handle, milliseconds(longest), null));
    }

    @Override
    public void close() {
        close(EXIT);
    }

    /** A person says no: it is stored, and nothing is sent any more. Returns the ledger, as JSON. */
    public String optOut(Duration longest) {
        return taken(LIBRARY.nt_opt_out(handle, milliseconds(longest), null));
    }

    /** Where every event is, as JSON. */
    public String ledger() {
        return taken(LIBRARY.nt_ledger(handle, null));
    }

    /** How it stands, and why, as JSON. */
    public String status() {
        return taken(LIBRARY.nt_status(handle, null));
    }

    private static Native load() {
        String named = System.getenv("NEMO_TELEMETRY_LIBRARY");
        String name = named == null ? "libnemo_telemetry.so.0" : named;
        Native library = com.sun.jna.Native.load(name, Native.class);
        if (library.nt_abi_version() != Native.INTERFACE) {
            throw new UnsatisfiedLinkError("libnemo_telemetry has another interface");
        }
        return library;
    }

    private static String taken(Pointer text) {
        try {
            return text.getString(0, StandardCharsets.UTF_8.name());
        } finally {
            LIBRARY.nt_text_free(text);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int milliseconds(Duration time) {
        return (int) Math.min(Math.max(time.toMillis(), 0), Integer.MAX_VALUE);
    }
}
