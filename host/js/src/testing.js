// The component as it is in the package, for tests that bring imports of their own. It is not published.

export { link } from './component/glue.js';
