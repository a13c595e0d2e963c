package io.github.wirespeed.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
  @TempDir private Path directory;

  private static Findings findings(String title, Verdict... verdicts) {
    return new Findings(
        title,
        "./ws bench <&>",
        Machine.of(LocalDateTime.of(2026, 11, 26, 13, 0), List.of()),
        List.of(verdicts),
        List.of(
            new Chart.Bars(
                "rr \"256\"", "messages/s", List.of(new Chart.Bar("us", Chart.Kind.OURS, 2, 1, 3))),
            new Chart.Curves(
                "growth",
                new Chart.Axis("connections", true),
                new Chart.Axis("µs", true),
                List.of(
                    new Chart.Curve(
                        "them", Chart.Kind.PEER, List.of(new Chart.Point(10, 123_456.7)))))),
        List.of(new Table(title + " table", 1, List.of("a", "b"), List.of(List.of("<x>", "1")))),
        List.of("a remark"),
        List.of("{\"n\":\"" + title + "\"}"));
  }

  private String written(String file, Findings... all) throws IOException {
    Pages.write(directory.resolve("new/one"), "Title", List.of(all));
    return Files.readString(directory.resolve("new/one").resolve(file));
  }

  @Test
  void whatWasMissedComesFirst() throws IOException {
    Findings one = findings("one", new Verdict("F1", "first", true, "1"));
    Findings two = findings("two", new Verdict("F2", "second", false, "9"));
    for (String file : List.of("report.md", "index.html")) {
      String text = written(file, one, two);
      assertThat(text.indexOf("F2  missed second: 9")).isBetween(1, text.indexOf("F1  holds"));
      assertThat(text.indexOf("F1  holds")).isLessThan(text.indexOf("one table"));
    }
  }

  @Test
  void thePageNeedsNothingFromElsewhere() throws IOException {
    String html = written("index.html", findings("one"));
    String own = html.substring(0, html.indexOf("<script>"));
    assertThat(own).contains("run again: <code>./ws bench &lt;&amp;&gt;").contains("&lt;x&gt;");
    assertThat(own).doesNotContain("http").doesNotContain("src=").doesNotContain("href=");
    assertThat(html.contains("echarts.init")).isTrue();
    assertThat(html.contains("<script src")).isFalse();
  }

  @Test
  void aPageWithoutChartsIsShort() throws IOException {
    Findings bare =
        new Findings(
            "bare",
            "./ws",
            Machine.of(LocalDateTime.MIN, List.of()),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    assertThat(written("index.html", bare)).hasSizeLessThan(5000);
    assertThat(written("rounds.jsonl", bare)).isEmpty();
  }

  @Test
  void chartsHaveWhatTheyShow() {
    List<Chart> charts = findings("one").charts();
    assertThat(ChartOptions.of(charts.get(0)).at("/yAxis/data/0").asText()).isEqualTo("us");
    assertThat(ChartOptions.of(charts.get(0)).at("/series/0/data/0/value").asDouble()).isEqualTo(2);
    assertThat(ChartOptions.of(charts.get(0)).at("/series/1/data/0").toString())
        .isEqualTo("[1.0,2.0,2.0,2.0,3.0]");
    assertThat(ChartOptions.of(charts.get(1)).at("/xAxis/type").asText()).isEqualTo("log");
    assertThat(ChartOptions.of(charts.get(1)).at("/series/0/data").toString())
        .isEqualTo("[[10.0,123500.0]]");
  }

  @Test
  void jsonIsThatOfAllInTheirOrder() throws IOException {
    assertThat(written("rounds.jsonl", findings("one"), findings("two")))
        .isEqualTo("{\"n\":\"one\"}\n{\"n\":\"two\"}\n");
  }
}
