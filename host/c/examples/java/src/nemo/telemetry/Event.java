package nemo.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;

/** An event in one version of the wire format; {@link Events} has them all. */
public abstract class Event {
    final String name;
    final String version;
    final Map<String, Object> parameters = new LinkedHashMap<>();

    Event(String name, String version) {
        this.name = name;
        this.version = version;
    }

    final void put(String field, Object value) {
        parameters.put(field, value);
    }

    /** A value that stands for a word of the schema. */
    interface Word {
        String word();
    }
}
