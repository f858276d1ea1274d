export { configureLogging, rootLogger, withLogFields, type LogFormat, type LogLevel } from './root-logger.js';
export { NestLogger } from './nest-logger.js';
