import { Module } from '@nestjs/common';
import { TaskQueue } from '../../../src/tasks/index.js';
import { ParkingProcessor } from './parking.processor.js';
import { ParkingSpaces } from './parking-spaces.js';

/** Parking spaces. */
@Module({
  imports: [TaskQueue.register('parking')],
  providers: [ParkingProcessor, ParkingSpaces],
  exports: [ParkingSpaces],
})
export class ParkingModule {}
