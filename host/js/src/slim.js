export * from './api.js';
export { setModules as provide } from './modules/slim.js';
