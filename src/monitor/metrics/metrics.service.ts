import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { RunMetrics } from './run-metrics.js';
import { StateMetrics } from './state-metrics.js';

/** What this process and the database have to say to Prometheus. */
@Injectable()
export class Metrics {
  private registry: Registry | undefined;
  private reading: Promise<string> | undefined;

  constructor(
    private readonly runs: RunMetrics,
    private readonly state: StateMetrics,
  ) {}

  /** Media type of {@link read}. */
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;

  /** All metrics in Prometheus' text format. Those who ask at the same time are given the same answer. */
  read(): Promise<string> {
    return (this.reading ??= this.readNow().finally(() => (this.reading = undefined)));
  }

  private async readNow(): Promise<string> {
    const registry = (this.registry ??= this.open());
    await this.runs.start();
    await this.state.read();
    return registry.metrics();
  }

  private open(): Registry {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    this.runs.register(registry);
    this.state.register(registry);
    return registry;
  }
}
