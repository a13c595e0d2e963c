package io.github.wirespeed.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;

/** A {@link Chart} as ECharts wants it: the library that draws it in the browser. */
final class ChartOptions {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int BAR_PIXELS = 26;
  private static final int AROUND_PIXELS = 90;
  private static final int CURVES_PIXELS = 380;

  private ChartOptions() {}

  /** Its option object. */
  static ObjectNode of(Chart chart) {
    ObjectNode option = MAPPER.createObjectNode().put("animation", false);
    option.putObject("title").put("text", chart.title()).putObject("textStyle").put("fontSize", 14);
    if (chart instanceof Chart.Bars bars) {
      bars(option, bars);
    } else if (chart instanceof Chart.Curves curves) {
      curves(option, curves);
    }
    return option;
  }

  /** How high it is drawn. */
  static int pixels(Chart chart) {
    return chart instanceof Chart.Bars bars
        ? AROUND_PIXELS + BAR_PIXELS * bars.bars().size()
        : CURVES_PIXELS;
  }

  private static void bars(ObjectNode option, Chart.Bars chart) {
    option.putObject("tooltip");
    option
        .putObject("grid")
        .put("containLabel", true)
        .put("left", 8)
        .put("right", 70)
        .put("bottom", 8)
        .put("top", 50);
    option.putObject("xAxis").put("type", "value").put("name", chart.unit()).put("min", 0);
    ObjectNode names = option.putObject("yAxis").put("type", "category").put("inverse", true);
    ArrayNode labels = names.putArray("data");
    ArrayNode series = option.putArray("series");
    ArrayNode values =
        series.addObject().put("type", "bar").put("name", chart.unit()).putArray("data");
    ObjectNode box =
        series
            .addObject()
            .put("type", "boxplot")
            .put("name", "lowest and highest round")
            .put("silent", true);
    box.putObject("itemStyle").put("borderColor", "#444b52");
    ArrayNode spreads = box.putArray("data");
    for (Chart.Bar bar : chart.bars()) {
      labels.add(bar.label());
      ObjectNode item = values.addObject().put("value", rounded(bar.value()));
      item.putObject("itemStyle").put("color", colour(bar.kind()));
      item.putObject("label").put("show", true).put("position", "insideLeft");
      ArrayNode spread = spreads.addArray();
      for (double end :
          new double[] {bar.low(), bar.value(), bar.value(), bar.value(), bar.high()}) {
        spread.add(rounded(end));
      }
    }
  }

  private static void curves(ObjectNode option, Chart.Curves chart) {
    option.putObject("tooltip").put("trigger", "axis");
    option.putObject("legend").put("top", 26).put("type", "scroll");
    option
        .putObject("grid")
        .put("containLabel", true)
        .put("left", 8)
        .put("right", 30)
        .put("bottom", 30)
        .put("top", 80);
    ObjectNode x = option.putObject("xAxis").put("nameLocation", "middle").put("nameGap", 28);
    axis(x, chart.x());
    axis(option.putObject("yAxis"), chart.y());
    ArrayNode series = option.putArray("series");
    for (Chart.Curve curve : chart.curves()) {
      ObjectNode line = series.addObject().put("type", "line").put("name", curve.label());
      if (curve.kind() == Chart.Kind.FLOOR) {
        line.put("color", colour(curve.kind()));
      }
      line.putObject("lineStyle").put("width", curve.kind() == Chart.Kind.OURS ? 3 : 1.5);
      ArrayNode points = line.putArray("data");
      for (Chart.Point point : curve.points()) {
        points.addArray().add(rounded(point.x())).add(rounded(point.y()));
      }
    }
  }

  private static void axis(ObjectNode node, Chart.Axis axis) {
    node.put("type", axis.logarithmic() ? "log" : "value").put("name", axis.name());
  }

  private static String colour(Chart.Kind kind) {
    return switch (kind) {
      case OURS -> "#0b6bcb";
      case PEER -> "#8a949e";
      case FLOOR -> "#c3cad1";
      case ALTERNATIVE -> "#c8a15a";
    };
  }

  /** Four digits are more than any round is good for. */
  private static double rounded(double value) {
    return value == 0 || !Double.isFinite(value)
        ? 0
        : new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }
}
