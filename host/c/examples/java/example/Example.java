import java.time.Duration;
import java.util.Map;
import nemo.telemetry.Events.NatCliCommand;
import nemo.telemetry.Telemetry;

/** Sends an event and prints where it is: {@code Example ENDPOINT [MILLISECONDS]}. */
public final class Example {
    public static void main(String[] words) {
        if (words.length == 0) {
            System.err.println("usage: Example ENDPOINT [MILLISECONDS]");
            System.exit(2);
        }
        Map<String, Object> options = Map.of(
                "product", "agent-toolkit", "clientVersion", "1.9.0", "enabled", true, "endpoint", words[0]);
        long milliseconds = words.length > 1 ? Long.parseLong(words[1]) : 2000;
        try (Telemetry telemetry = new Telemetry(options)) {
            telemetry.enqueue(new NatCliCommand("run", NatCliCommand.TaskStatus.SUCCESS, "3.12"));
            telemetry.flush(Duration.ofMillis(milliseconds));
            System.out.println(telemetry.close(Duration.ofMillis(300)));
        }
    }
}
