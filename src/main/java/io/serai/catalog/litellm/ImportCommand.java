package io.serai.catalog.litellm;

import io.serai.catalog.Catalog;
import io.serai.catalog.CatalogException;
import io.serai.catalog.FieldCheck;
import io.serai.text.Utf8Text;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The command {@code import}: takes models and prices over from LiteLLM's table, and reports what it took and what it left out. */
public final class ImportCommand {
    /** It is done. */
    public static final int DONE = 0;

    /** Nothing was changed. */
    public static final int CANNOT = 2;

    private static final int MANY = 8;
    private static final int FEW = 3;

    private final Path catalog;
    private final LocalDate today;

    /**
     * @param catalog the user's own catalogue, which may not be there yet
     * @param today models that were retired before are left out
     */
    public ImportCommand(Path catalog, LocalDate today) {
        this.catalog = catalog;
        this.today = today;
    }

    /**
     * Imports a table.
     *
     * @return the exit code
     */
    public int run(Path file, PrintStream out) {
        try {
            Catalog shipped = Catalog.shipped();
            PriceTable table = PriceTable.read(text(file), file.toString(), shipped, today);
            if (table.taken().isEmpty()) {
                throw new ImportException(file + " has no model of a vendor that Serai knows, so nothing is written");
            }
            String before = Files.exists(catalog) ? text(catalog) : "";
            check(before, "is wrong already; correct it first");
            String after = Section.into(before, Section.write(table, shipped));
            check(after, "would become wrong, so nothing is written; it must be a mapping with a vendor in each line");
            write(after);
            tell(table, out);
            return DONE;
        } catch (ImportException e) {
            out.println(e.getMessage());
            return CANNOT;
        }
    }

    private static String text(Path file) {
        try {
            return Utf8Text.withoutMark(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ImportException(
                    Files.exists(file)
                            ? file + " cannot be read as text in UTF-8"
                            : "There is no file " + file.toAbsolutePath().normalize());
        }
    }

    private void check(String text, String otherwise) {
        boolean empty = text.lines().allMatch(line -> line.isBlank() || line.startsWith("#") || line.equals("---"));
        if (empty) {
            return;
        }
        try {
            Catalog.shippedWith(
                    text.getBytes(StandardCharsets.UTF_8), catalog.getFileName().toString(), FieldCheck.NONE);
        } catch (CatalogException e) {
            throw new ImportException(catalog.getFileName() + " " + otherwise + ":\n" + e.getMessage());
        }
    }

    private void write(String text) {
        try {
            // A link stays one.
            Path target = Files.exists(catalog) ? catalog.toRealPath() : catalog.toAbsolutePath();
            Path temporary = target.resolveSibling("." + target.getFileName() + ".new");
            Files.writeString(temporary, text);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ImportException(catalog + " cannot be written: " + e);
        }
    }

    private void tell(PriceTable table, PrintStream out) {
        Map<String, Integer> taken = new TreeMap<>();
        table.taken().forEach((vendor, models) -> taken.put(vendor, models.size()));
        out.println(catalog.getFileName() + ": took " + counted(taken, Integer.MAX_VALUE));
        if (!table.strangers().isEmpty()) {
            out.println("left out of vendors that Serai does not know: " + counted(table.strangers(), MANY));
        }
        if (!table.kinds().isEmpty()) {
            out.println("left out of other kinds: " + counted(table.kinds(), MANY));
        }
        if (!table.odd().isEmpty()) {
            List<String> odd = table.odd();
            out.println("left out because they make no sense: " + odd.size() + " ("
                    + String.join("; ", odd.subList(0, Math.min(FEW, odd.size()))) + (odd.size() > FEW ? " ..." : "")
                    + ")");
        }
    }

    private static String counted(Map<String, Integer> counts, int most) {
        int sum = counts.values().stream().mapToInt(Integer::intValue).sum();
        String names = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry::getKey))
                .limit(most)
                .map(it -> it.getKey() + " " + it.getValue())
                .collect(Collectors.joining(", "));
        String models = sum == 1 ? "1 model" : sum + " models";
        return sum == 0 ? "no model" : models + " (" + names + (counts.size() > most ? " ..." : "") + ")";
    }
}
