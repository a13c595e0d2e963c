package io.github.wirespeed.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a report: the same findings as a page, as Markdown, and as JSON. */
public final class Pages {
  private Pages() {}

  /**
   * Writes them into a directory, which is made if need be.
   *
   * @return the page
   */
  public static Path write(Path directory, String title, List<Findings> all) throws IOException {
    Files.createDirectories(directory);
    Path page = directory.resolve("index.html");
    Files.writeString(page, HtmlPage.of(title, all));
    Files.writeString(directory.resolve("report.md"), MarkdownPage.of(title, all));
    List<String> json = new ArrayList<>();
    all.forEach(findings -> json.addAll(findings.json()));
    Files.write(Journal.in(directory), json);
    return page;
  }
}
