package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The experiment: all of them in request-response and pipelined, over the same protocol core. */
public final class Architectures implements Experiment {
  private static final int BATCH = 100;

  @Override
  public String name() {
    return "architectures";
  }

  @Override
  public String question() {
    return "Who should own the socket: a lock, a queue, one thread, two threads, or an actor?";
  }

  @Override
  public String reported() {
    return "rr in ms: mutex ~0.17, RwLock + queue ~0.20, single thread ~0.14, split halves ~0.21,"
        + " actor 0.222";
  }

  @Override
  public List<Case> cases() {
    return List.of(of("rr 256 B", 256, 1), of("pipelined 100 x 512 B", 512, BATCH));
  }

  private static Case of(String name, int bytes, int together) {
    List<Variant> variants =
        Arrays.stream(Architecture.values()).map(a -> variant(a, bytes, together)).toList();
    return new Case(name, Case.Unit.MICROS, variants);
  }

  private static Variant variant(Architecture architecture, int bytes, int together) {
    Variant.Opening opening =
        lab ->
            new ArchitectureTrial(
                architecture.open(lab.echo(), lab.waitStrategy()), bytes, together);
    return architecture == Architecture.ACTOR
        ? Variant.shipped(architecture.label(), architecture.note(), opening)
        : Variant.alternative(architecture.label(), architecture.note(), opening);
  }

  @Override
  public String why() {
    return "One message at a time nothing can be gathered, and what decides is how many threads it"
        + " passes through: with all of a client on one core a lock or none is within the spread,"
        + " a queue with a writer's thread costs one change of threads and split halves two."
        + " Pipelined it is the number of writes: where every caller writes its own message"
        + " (caller's thread, direct mutex, single thread) a message costs seven or eight times the"
        + " actor's, and where messages wait for somebody who writes all of them at once (RwLock +"
        + " queue, split halves, actor) little. The plain queue is as fast there, and loses a third"
        + " where a message comes alone. "
        + Arrays.stream(Architecture.values())
            .map(
                a ->
                    Character.toUpperCase(a.label().charAt(0))
                        + a.label().substring(1)
                        + ": "
                        + a.givesUp())
            .collect(Collectors.joining(" "));
  }
}
