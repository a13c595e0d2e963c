package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Workload;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.util.List;

/** How much the JIT compiler inlines. */
final class Inlining {
  static final Experiment EXPERIMENT =
      new Study(
          "inlining",
          "Is there anything to gain if the compiler inlines more than it does by itself?",
          "#[inline] -5.7 %",
          "The compiler's own limits were chosen with profiles that no command line has."
              + " Raised, they inline what is rarely called too, and the methods of the hot path"
              + " grow past the size at which others may take them in. Forced to inline all of"
              + " our methods, the first of the JVM's two compilers refuses the largest (it says"
              + " that their inlining is too large), which are interpreted until the second has"
              + " come to them, for seconds on a core that it shares with what is measured:"
              + " where that row is many times slower, this is the reason. Left alone until then"
              + " it came to the time of the JVM's own limits, and not below it.",
          List.of(
              of("rr 256 B", Workload.RR, 256),
              of("pipelined 512 B", Workload.PIPELINED, 512),
              of("buffered 512 B", Workload.BUFFERED, 512)));

  private Inlining() {}

  private static Case of(String name, Workload workload, int payload) {
    Variant.Opening opening = Exchanges.of(Client.ASYNC, workload, payload);
    return new Case(
        name,
        Case.Unit.MICROS,
        List.of(
            Variant.shipped("the JVM's limits", "", opening),
            Variant.alternative("limits doubled", "methods of up to 70 and 650 bytes", opening)
                .with("-XX:MaxInlineSize=70", "-XX:FreqInlineSize=650", "-XX:InlineSmallCode=5000"),
            Variant.alternative("all of ours", "by compiler command", opening)
                .with("-XX:CompileCommand=inline,io.github.wirespeed*::*")));
  }
}
