"""Modules that take the place of the products' own telemetry modules: a product changes one import line, and nothing else.

| product | its own module | here |
| --- | --- | --- |
| Safe Synthesizer | `nemo_safe_synthesizer.telemetry` | `nemo_telemetry.compat.safe_synthesizer` |
| Anonymizer | `anonymizer.telemetry` | `nemo_telemetry.compat.anonymizer` |
| Guardrails | `nemoguardrails.telemetry` | `nemo_telemetry.compat.guardrails` |
| Agent Toolkit | `nat.utils.telemetry` and its modules | `nemo_telemetry.compat.agent_toolkit` and its modules |
| Data Designer | `data_designer.engine.models.telemetry` | `nemo_telemetry.compat.data_designer` |

Each has the public names, signatures and defaults of the product's module, and those that the product and its tests import. What is
promised is this package's, where it is more:

| | the product's module | here |
| --- | --- | --- |
| `DO_NOT_TRACK=1`, a stored no, the machine's administrator | only some products look | a veto, for every product |
| a product that is on by default | sends at once | sends once its notice was shown |
| a stop, and a `with` block that ends | waits for the collector, up to 5 s | at most 50 ms once the component is loaded; requests go on |
| an exit of the process | likewise, or loses the event | 50 ms; what is not delivered is kept on disk for the next process |
| 429, and answers that ask for a pause | the event is lost | tried again, after that pause |
| one value that cannot be sent | the whole batch is lost | that event is refused, and told |
| an unknown field, text for a number | passed over, converted | refused, by a `ValueError` that names every problem |
| a value that looks like a path, an address, a name of the machine | sent | the word `redacted` is |

`_events`, `_dlq`, `_session_id`, `_max_retries` and `_thread` of a handler are views, which a program can read and not change.
"""
