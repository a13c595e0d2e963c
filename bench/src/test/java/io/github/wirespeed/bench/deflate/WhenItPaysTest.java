package io.github.wirespeed.bench.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.wirespeed.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class WhenItPaysTest {
  @Test
  void messagesAreJsonOfNearlyTheSizeAndNoneComesTwice() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    for (int size : new int[] {64, 200, 1024, 16 << 10}) {
      List<byte[]> messages = Ticks.of(size);
      Set<String> different = new HashSet<>();
      long bytes = 0;
      for (byte[] message : messages) {
        assertThat(message.length).isBetween(size - 32, size);
        assertThat(mapper.readTree(message).isArray()).isTrue();
        different.add(new String(message, StandardCharsets.US_ASCII));
        bytes += message.length;
      }
      assertThat(different).hasSameSizeAs(messages);
      assertThat(bytes).isGreaterThanOrEqualTo(4 * (32 << 10));
    }
  }

  @Test
  void aSizeThatHoldsNoMessageIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ticks.of(63))
        .withMessage("size: 63 is less than 64");
  }

  @Test
  void takeoverSavesMoreOfSmallMessagesAndLongOnesSaveMost() throws Exception {
    WhenItPays pays = new WhenItPays(6, 1);
    WhenItPays.Row small = pays.measure(64);
    WhenItPays.Row large = pays.measure(16 << 10);
    assertThat(small.takeover().bytes()).isLessThan(small.alone().bytes());
    assertThat(large.alone().bytes() / large.plain())
        .isLessThan(small.alone().bytes() / small.plain());
    assertThat(large.alone().deflateMicros()).isPositive();
  }

  @Test
  void theCommandPrintsARowForEachSize() {
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new BenchCommand())
            .setOut(new PrintWriter(out))
            .execute("deflate", "--experiment", "--rounds", "1");
    assertThat(code).isZero();
    assertThat(out.toString()).contains("without takeover", "with takeover", "level 6");
    assertThat(out.toString().lines().filter(line -> line.contains("%"))).hasSize(10);
  }
}
