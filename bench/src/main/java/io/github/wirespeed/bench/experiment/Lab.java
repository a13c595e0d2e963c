package io.github.wirespeed.bench.experiment;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.Workbench;

/**
 * What trials measure against.
 *
 * @param workbench the bench's own workloads, and its server
 */
public record Lab(Workbench workbench) {
  /**
   * URI of an echo server on the loopback interface: in a process of its own and, where there are
   * two cores, on the core that this process does not use.
   */
  public String echo() {
    return workbench.echo();
  }

  /** How whoever waits shall wait: the server waits so, too. */
  public WaitStrategy waitStrategy() {
    return workbench.waitStrategy();
  }
}
