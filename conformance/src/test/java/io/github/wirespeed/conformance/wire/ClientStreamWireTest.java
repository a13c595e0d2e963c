package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.WebSocketOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages whose content comes from a stream, which only the blocking API takes. */
@Timeout(60)
class ClientStreamWireTest {
  @Test
  void aSourceThatFailsInTheMiddleClosesWith1011() throws Exception {
    try (RawServer server = new RawServer();
        var pair = server.open(WebSocketOptions.defaults())) {
      IOException failure = new IOException("disk on fire");
      InputStream broken =
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw failure;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
              throw failure;
            }
          };
      InputStream source =
          new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), broken);
      assertThatThrownBy(() -> pair.client().send(source)).isSameAs(failure);
      List<Frame> frames;
      pair.peer().finish();
      pair.client().close();
      frames = pair.peer().readToEnd();
      assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(1011);
      assertThat(frames.subList(0, frames.size() - 1)).isNotEmpty().noneMatch(Frame::fin);
    }
  }
}
