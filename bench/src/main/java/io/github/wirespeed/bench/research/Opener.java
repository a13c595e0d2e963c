package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.Workbench;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import io.github.wirespeed.bench.process.Pinning;
import java.io.IOException;

/** Where trials run. */
interface Opener {
  /** Makes a variant ready. */
  Trial open(Experiment experiment, Case of, Variant variant) throws IOException;

  /** Each in a JVM of its own, on the client's core. */
  static Opener apart(Workbench workbench, Pinning pinning) {
    return (experiment, of, variant) ->
        TrialProcess.start(workbench, pinning, experiment, of, variant);
  }

  /** All in this JVM: to see that they work. */
  static Opener here(Workbench workbench) {
    return (experiment, of, variant) -> variant.opening().open(new Lab(workbench));
  }
}
