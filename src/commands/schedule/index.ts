export { registerSchedule } from './schedule.js';
