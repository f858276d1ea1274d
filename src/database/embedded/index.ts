export { openServices, type Services } from './services.js';
export { StartupError } from './startup.error.js';
