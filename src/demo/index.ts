export { DemoMall, type RemovedDemo } from './demo-mall.js';
export { DemoModule } from './demo.module.js';
