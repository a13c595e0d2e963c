package io.github.wirespeed.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What "accepted" is worth: the process that was told so may end at once. */
class HaltedProcessTest {
  private static final int COUNT = 2_000;

  @Test
  void whatWasAcceptedArrivesThoughTheProcessIsGone(@TempDir Path directory) throws Exception {
    try (Broker broker = Broker.start(directory);
        NatsBackplane here = NatsBackplane.builder().server(broker.uri()).connect()) {
      Inbox inbox = new Inbox();
      here.start(inbox);
      here.wanted("t");
      NatsBackplaneTest.join(here.settled());
      try (Child child =
          Child.start(HaltingProgram.class, broker.uri(), "t", Integer.toString(COUNT))) {
        child.expect("CONNECTED");
        broker.freeze(); // so that nothing can have left but what the network holds
        child.goOn();
        child.expect("PUBLISHED");
        broker.thaw();
        assertThat(child.exitCode()).isEqualTo(17);
      }
      assertThat(inbox.texts(COUNT).stream().map(String::trim))
          .containsExactlyElementsOf(
              IntStream.range(0, COUNT).mapToObj(Integer::toString).toList());
      assertThat(inbox.isEmpty()).isTrue();
    }
  }
}
