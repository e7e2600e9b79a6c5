// An event as a program in each language sends it.

export interface Sending {
  readonly product: string;
  readonly event: string;
  readonly version: string;
  /** JSON text of an object. */
  readonly parameters: string;
  readonly endpoint: string;
}

export interface Language {
  readonly id: string;
  readonly label: string;
  write(sending: Sending): string;
}

/** JSON text on one line. */
function compact(json: string): string {
  return JSON.stringify(JSON.parse(json));
}

/** For sh: nothing is special between single quotes. */
function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A literal of Python, whose words differ from those of JSON. */
function python(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, item]) => `${ascii(name)}: ${python(item)}`)
      .join(', ')}}`;
  return typeof value === 'string' ? ascii(value) : String(value);
}

/** JSON text, and so a literal of JavaScript, in which every character is seen. */
function ascii(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  return text.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** `nat_cli_command` as the name of its class in Python. */
function pascal(name: string): string {
  return name.replaceAll(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}

/** `taskStatus` as the name of a parameter in Python. */
function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A literal of C. Nothing but quotes and backslashes needs an escape in JSON text on one line. */
function c(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('??', '?\\?')}"`;
}

/** A raw string of Rust, with as many signs around it as it needs. */
function rust(text: string): string {
  let signs = '#';
  while (text.includes(`"${signs}`)) signs += '#';
  return `r${signs}"${text}"${signs}`;
}

export const LANGUAGES: readonly Language[] = [
  {
    id: 'cli',
    label: 'CLI',
    write({ product, event, version, parameters, endpoint }) {
      const line = `{"event":${JSON.stringify(event)},"schemaVersion":${JSON.stringify(version)},"parameters":${compact(parameters)}}`;
      return `printf '%s\\n' ${shell(line)} |\n  nemo-telemetry send - --product ${product} \\\n    --endpoint ${endpoint}\n`;
    },
  },
  {
    id: 'python',
    label: 'Python',
    write({ product, event, parameters, endpoint }) {
      const fields = Object.entries(JSON.parse(parameters)).map(([name, value]) => `        ${snake(name)}=${python(value)},\n`);
      return `from nemo_telemetry import Telemetry\nfrom nemo_telemetry.events import ${pascal(event)}\n\nendpoint = "${endpoint}"\nwith Telemetry(product="${product}", endpoint=endpoint, enabled=True) as telemetry:\n    telemetry.enqueue(${pascal(event)}(\n${fields.join('')}    ))\n    print(telemetry.flush(timeout=5))\n`;
    },
  },
  {
    id: 'typescript',
    label: 'TypeScript',
    write({ product, event, version, parameters, endpoint }) {
      return `import { open } from 'nemo-telemetry';\n\nconst telemetry = open({ product: '${product}', endpoint: '${endpoint}', enabled: true });\ntelemetry.enqueue('${event}', ${ascii(JSON.parse(parameters), 2)}, { schemaVersion: '${version}' });\nconsole.log(await telemetry.flush());\n`;
    },
  },
  {
    id: 'rust',
    label: 'Rust',
    write({ product, event, parameters, endpoint }) {
      const settings = JSON.stringify({ product, endpoint });
      return `use std::time::Duration;\nuse nemo_telemetry::{Telemetry, telemetry::Options};\n\nlet options = Options { enabled: Some(true), ..Options::default() };\nlet telemetry = Telemetry::with_options(${rust(settings)}, options)?;\nlet parameters: serde_json::Value = serde_json::from_str(${rust(compact(parameters))})?;\ntelemetry.enqueue("${event}", &parameters);\ntelemetry.close(Duration::from_secs(5)).wait();\n`;
    },
  },
  {
    id: 'c',
    label: 'C',
    write({ product, event, parameters, endpoint }) {
      const options = JSON.stringify({ product, endpoint, enabled: true });
      return `#include <nemo_telemetry.h>\n#include <string.h>\n#define TEXT(text) text, strlen(text)\n\nint main(void) {\n  nt_handle telemetry = nt_open(TEXT(${c(options)}), NULL);\n  nt_enqueue(telemetry, TEXT("${event}"),\n             TEXT(${c(compact(parameters))}));\n  nt_text_free(nt_close(telemetry, 5000, NULL));\n}\n`;
    },
  },
];
