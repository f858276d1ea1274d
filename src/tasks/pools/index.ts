// By itself, because it loads at once: a worker starts its processes before it loads the rest of the program.
export { ProcessPool, type ProcessPoolOptions } from './process-pool.js';
