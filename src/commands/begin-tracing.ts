import { heedOpenTelemetry, InvalidSettingsError, version } from '../config/index.js';
import { rootLogger } from '../logging/index.js';
import { startTracing } from '../tracing/index.js';

/**
 * Traces what this process does, if the environment or `.env` asks for it.
 * @throws InvalidSettingsError
 */
export async function beginTracing(): Promise<void> {
  heedOpenTelemetry();
  try {
    const traced = await startTracing({
      version: version(),
      report: (errorType) =>
        rootLogger().warn({ errorType }, 'traces cannot be sent; spans are dropped until they can'),
    });
    if (!traced) return;
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidSettingsError([error.message]);
    throw error;
  }
  const { traceStatements } = await import('../database/index.js');
  traceStatements();
}
