package io.github.wirespeed.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.wire.Bytes;
import io.github.wirespeed.protocol.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every line of the kit, in both roles, over every API, in every delivery: the code on the wire,
 * one end with the offending value, everything complete before it and nothing after it, within the
 * promised time; and at the end that none of it was left out.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireKitTest {
  /** Of random splits; a failure names it. */
  private static final long SEED = Long.getLong("conformance.seed", System.nanoTime());

  /** A machine that is busy with something else may take longer once, but not always. */
  private static final int TRIES = 5;

  /**
   * So many lines of a side may hang; then the rest of its lines is left out, and the run fails.
   */
  private static final int HANGS = 3;

  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final List<Subject> subjects = new ArrayList<>();
  private final Verdicts verdicts = new Verdicts();
  private final Map<Subject, Integer> hangs = new HashMap<>();

  @BeforeAll
  void start() throws Exception {
    for (Role role : Role.values()) {
      subjects.add(new CodecSubject(role));
    }
    for (Api api : Api.values()) {
      subjects.add(new ClientSubject(api));
    }
    subjects.add(new ServerSubject());
  }

  @AfterAll
  void stop() throws Exception {
    for (Subject subject : subjects) {
      subject.close();
    }
  }

  @TestFactory
  Stream<DynamicNode> everyLine() {
    Stream<DynamicNode> lines =
        subjects.stream()
            .map(
                subject ->
                    dynamicContainer(
                        subject.name(),
                        Lines.all().stream()
                            .filter(line -> line.concerns(subject.role()))
                            .map(
                                line ->
                                    dynamicTest(
                                        subject.name() + " " + line, () -> run(subject, line)))));
    DynamicNode none =
        dynamicTest(
            "no verdict is lost or changed", () -> verdicts.assertUnchanged(Lines.all(), subjects));
    return Stream.concat(lines, Stream.of(none));
  }

  private void run(Subject subject, Line line) throws Exception {
    assumeTrue(hangs.getOrDefault(subject, 0) < HANGS, "too many lines have hung already");
    long start = System.nanoTime();
    try {
      runInEveryDelivery(subject, line);
    } finally {
      if (System.nanoTime() - start > HANG_NANOS) {
        hangs.merge(subject, 1, Integer::sum);
      }
    }
  }

  private void runInEveryDelivery(Subject subject, Line line) {
    for (Delivery delivery : Delivery.values()) {
      long seed = SEED + line.id().hashCode();
      boolean masked = subject.role() == Role.SERVER;
      Delivery.Plan plan =
          delivery.plan(
              Bytes.text(masked, Expected.BEFORE),
              line.bytesTo(subject.role()),
              Bytes.text(masked, Expected.AFTER),
              seed);
      try {
        verdicts.add(line, subject, delivery, tried(subject, line, plan).code());
      } catch (AssertionError | Exception e) {
        throw new AssertionError(
            subject.name() + ", " + delivery + ", -Dconformance.seed=" + SEED + ": " + line, e);
      }
    }
  }

  private static Outcome tried(Subject subject, Line line, Delivery.Plan plan) throws Exception {
    Outcome outcome = subject.run(line, plan);
    for (int i = 1; i < TRIES && !outcome.inTime(); i++) {
      outcome = subject.run(line, plan);
    }
    assertThat(outcome.inTime())
        .as("over within 100 ms in one of %d tries, %d ns in the last", TRIES, outcome.nanos())
        .isTrue();
    return outcome;
  }
}
