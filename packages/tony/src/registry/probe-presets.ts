import { findProgram } from './find-program.ts';
import { presets, type RuntimePreset } from './presets.ts';

export interface PresetProbe {
  readonly preset: RuntimePreset;
  /** Where its program is; null when it is not installed. */
  readonly path: string | null;
}

/** Looks which known agents are installed, without running any. */
export function probePresets(searchPath: string): Promise<PresetProbe[]> {
  return Promise.all(
    presets.map(async (preset) => ({
      preset,
      path: await findProgram(preset.argv[0], searchPath),
    })),
  );
}
