package io.github.wirespeed.bench.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A picture of figures. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "picture")
@JsonSubTypes({@JsonSubTypes.Type(Chart.Bars.class), @JsonSubTypes.Type(Chart.Curves.class)})
public sealed interface Chart {
  String title();

  /**
   * Bars beside each other, in the order given.
   *
   * @param unit of the values, such as "messages/s"
   */
  record Bars(String title, String unit, List<Bar> bars) implements Chart {}

  /**
   * One bar.
   *
   * @param kind what colour it has
   * @param low of the rounds, as {@code high}: drawn as a line through the bar's end
   */
  record Bar(String label, Kind kind, double value, double low, double high) {}

  /** Whose a bar or a curve is. */
  enum Kind {
    OURS,
    PEER,
    FLOOR,
    ALTERNATIVE
  }

  /**
   * Lines over a common axis.
   *
   * @param y what goes up, with its unit; {@code x} likewise
   */
  record Curves(String title, Axis x, Axis y, List<Curve> curves) implements Chart {}

  /**
   * An axis.
   *
   * @param logarithmic each step to the right is a multiple
   */
  record Axis(String name, boolean logarithmic) {
    /** That of distributions: the tail has as much room as the middle. */
    public static final Axis PERCENTILES =
        new Axis("one in so many takes longer (2: median, 100: 99th percentile)", true);
  }

  /** One line, through its points from left to right. */
  record Curve(String label, Kind kind, List<Point> points) {}

  /** A point of a line. */
  record Point(double x, double y) {
    /** A percentile below 100, on {@link Axis#PERCENTILES}. */
    public static Point ofPercentile(double percentile, double value) {
      return new Point(100 / (100 - percentile), value);
    }
  }
}
