package io.github.wirespeed.conformance.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.conformance.wire.Frame;
import io.github.wirespeed.conformance.wire.RawConnection;
import io.github.wirespeed.conformance.wire.RawServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What we send has limits as well: fragments, control frames. One below, at, and one above. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
class SendLimitsTest {
  @Parameter Api api;

  private RawServer server;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"124, 1", "125, 1", "126, 2", "249, 2", "250, 2", "251, 3"})
  void aMessageLeavesInFramesOfAtMostTheFragmentSize(int size, int frames) throws Exception {
    try (var pair = server.open(api, WebSocketOptions.defaults().fragmentSize(125))) {
      Task<Void> send = Task.run(() -> pair.client().send(new byte[size]));
      List<Integer> sizes = new ArrayList<>();
      Frame frame;
      do {
        frame = pair.peer().read();
        sizes.add(frame.payload().length);
      } while (!frame.fin());
      assertThat(sizes).hasSize(frames).allMatch(length -> length <= 125);
      assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(size);
      send.result();
      pair.peer().finish();
    }
  }

  @Test
  void aPongTakes125BytesAndNoMore() throws Exception {
    try (var pair = server.open(api)) {
      Client ws = pair.client();
      for (int size : new int[] {124, 125}) {
        ws.pong(ByteBuffer.allocate(size));
        assertThat(pair.peer().read(Frame.PONG).payload()).hasSize(size);
      }
      assertThatThrownBy(() -> ws.pong(ByteBuffer.allocate(126)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("126", "125");
      ws.send("goes on");
      assertThat(pair.peer().read().text()).as("nothing of it was sent").isEqualTo("goes on");
      pair.peer().finish();
    }
  }

  @ParameterizedTest
  @CsvSource({"122", "123", "124"})
  void aCloseReasonTakes123BytesOfUtf8(int size) throws Exception {
    // Two bytes each: what counts is not how many characters there are.
    String reason = "\u00e9".repeat(size / 2) + "a".repeat(size % 2);
    try (var pair = server.open(api)) {
      Client ws = pair.client();
      RawConnection peer = pair.peer();
      if (size > 123) {
        assertThatThrownBy(() -> ws.close(1000, reason))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContainingAll("124", "123");
        assertThat(ws.isOpen()).isTrue();
        peer.finish();
        return;
      }
      Task<Void> close = Task.run(() -> ws.close(1000, reason));
      assertThat(peer.read(Frame.CLOSE).closeReason()).isEqualTo(reason);
      peer.finish();
      close.result();
    }
  }
}
