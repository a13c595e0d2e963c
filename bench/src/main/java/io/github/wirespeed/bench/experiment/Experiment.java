package io.github.wirespeed.bench.experiment;

import java.util.List;

/**
 * A question that was answered by measuring: what is shipped against what it was chosen over.
 *
 * <p>The time of one operation is compared; less is better.
 */
public interface Experiment {
  /** As it is typed: one word, lower case. */
  String name();

  /** What is asked, in one sentence. */
  String question();

  /** What the starting report found, such as "ReadyFuture +22 %". */
  String reported();

  /** Its comparisons. Nothing is opened by asking. */
  List<Case> cases();

  /** Why it came out so: one paragraph, written after a run. */
  String why();
}
