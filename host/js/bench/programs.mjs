// For each subject a program that checks one event, in one file: what has to be loaded before there is a first answer.

import { bundle } from './bundle.mjs';
import { ajvCode, EVENT, schema } from './subjects.mjs';

/** The text of each program, by the subject's name; its default export checks a text. */
export async function programs() {
  const shape = JSON.stringify(schema());
  return {
    'ajv, standalone code': await bundle(`
      const validate = (() => { const module = { exports: {} }; ${ajvCode()}; return module.exports; })();
      export default (text) => validate(JSON.parse(text));`),
    'ajv, compiled at run time': await bundle(`
      import Ajv from 'ajv/dist/2020.js';
      const validate = new Ajv.default({ strict: false, useDefaults: true }).compile(${shape});
      export default (text) => validate(JSON.parse(text));`),
    zod: await bundle(`
      import { z } from 'zod';
      const shape = z.fromJSONSchema(${shape});
      export default (text) => shape.safeParse(JSON.parse(text)).success;`),
    component: await bundle(`
      import { validate } from 'nemo-telemetry';
      export default (text) => validate('${EVENT}', text).canonical !== undefined;`),
  };
}
