package io.serai.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of lines survives damage, a full disk and a long life. */
class LineLogTest {
    @TempDir
    Path directory;

    private final List<String> trouble = new ArrayList<>();
    private final List<String> known = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-28T12:00:00Z");
    private boolean full;
    private long written;
    private int files;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ff\u00fe\u00fd",
                "\u0000\u0000\u0000x",
                "nonsense",
                "ok\u0000\u00c3\u0028",
                "\u001b[31m",
                "okay without a number"
            })
    void aDamagedLineCostsThatLineAndOneWarning(String damage) throws IOException {
        Files.write(file(), ("ok 1\n" + damage + "\n" + damage + "\nok 2\n").getBytes(ISO_8859_1));
        LineLog log = open();
        add(log, "ok 3");
        log.close();

        assertThat(known).containsExactly("ok 1", "ok 2", "ok 3");
        assertThat(Files.readString(file())).isEqualTo("ok 1\nok 2\nok 3\n");
        assertThat(trouble).singleElement().asString().contains("2 lines").contains("lines.log.damaged");
        assertThat(Files.readAllBytes(directory.resolve("data/lines.log.damaged")))
                .isNotEmpty();
    }

    @Test
    void damageAtTheEndDoesNotReachTheNextLine() throws IOException {
        Files.write(file(), "ok 1\n\u00ff\u00fe".getBytes(ISO_8859_1));
        LineLog log = open();
        add(log, "ok 2");
        known.clear();
        open().close();

        assertThat(known).containsExactly("ok 1", "ok 2");
        assertThat(trouble).hasSize(1);
    }

    @Test
    void halfALineOfAProcessThatWasKilledIsNoDamage() throws IOException {
        Files.writeString(file(), "ok 1\no");
        open().close();

        assertThat(known).containsExactly("ok 1");
        assertThat(trouble).isEmpty();
    }

    @Test
    void blocksOfZerosAreNoDamage() throws IOException {
        Files.writeString(file(), "ok 1\n" + "\0".repeat(5000) + "ok 2\n" + "\0".repeat(5000));
        open().close();

        assertThat(known).containsExactly("ok 1", "ok 2");
        assertThat(trouble).isEmpty();
    }

    @Test
    void whatIsSetAsideIsBounded() throws IOException {
        Files.writeString(file(), ("x".repeat(10_000) + '\n').repeat(300) + "y".repeat(5 << 20) + "\nok 1\n");
        open().close();

        assertThat(known).containsExactly("ok 1");
        assertThat(directory.resolve("data/lines.log.damaged").toFile().length())
                .isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void afterAFullDiskItGoesOnByItself() throws IOException {
        LineLog log = open();
        add(log, "ok 1");
        full = true;
        add(log, "ok 2");
        add(log, "ok 3");
        assertThat(trouble).singleElement().asString().contains("No space left");

        now = now.plus(Duration.ofMinutes(1));
        add(log, "ok 4");
        full = false;
        now = now.plus(Duration.ofMinutes(1));
        add(log, "ok 5");
        add(log, "ok 6");

        assertThat(Files.readAllLines(file())).containsExactly("ok 1", "ok 2", "ok 3", "ok 4", "ok 5", "ok 6");
        assertThat(trouble).hasSize(2).last().asString().contains("again");
    }

    @Test
    void aDiskThatIsFullOnlyWhenTheFileIsWrittenAnewLosesNothing() throws IOException {
        LineLog log = open();
        for (int i = 0; i < 30_000; i++) {
            add(log, "ok " + i);
            full = files > 1 && i < 20_000;
        }

        assertThat(Files.readAllLines(file())).hasSize(30_000);
    }

    @Test
    void aChangeCostsTheSameWhateverTheSize() throws IOException {
        LineLog log = open();
        for (int i = 0; i < 50_000; i++) {
            add(log, "ok " + i);
        }
        long first = written;
        for (int i = 0; i < 150_000; i++) {
            add(log, "ok " + i);
        }

        // Four times the lines, four times the bytes: written anew so seldom that it is paid by what was appended.
        assertThat(written).isLessThan(6 * first);
        assertThat(written).isLessThan(4 * Files.size(file()));
    }

    @Test
    void othersCannotReadIt() throws IOException {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
        Path old = directory.resolve("old.log");
        Files.writeString(old, "ok 1\n");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r--r--"));
        add(open(), "ok 1");
        add(open(old), "ok 2");
        Files.write(file(), new byte[] {'x', '\n', -1, '\n'});
        open();

        assertThat(permissions(file())).isEqualTo("rw-------");
        assertThat(permissions(file().resolveSibling("lines.log.damaged"))).isEqualTo("rw-------");
        assertThat(permissions(old)).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve("anew"))).isEqualTo("rwx------");
    }

    private String permissions(Path path) throws IOException {
        if (path.endsWith("anew")) {
            PrivateFiles.createFolder(path);
        }
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path file() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        return directory.resolve("data/lines.log");
    }

    private void add(LineLog log, String line) {
        log.open();
        known.add(line);
        log.append(line);
    }

    @Test
    void whatIsAppendedLaterComesWithTheNextLineInOrder() throws IOException {
        LineLog log = open();
        known.add("ok 1");
        log.appendLater("ok 1");
        assertThat(Files.readString(file())).isEmpty();

        add(log, "ok 2");
        assertThat(Files.readString(file())).isEqualTo("ok 1\nok 2\n");

        known.add("ok 3");
        log.appendLater("ok 3");
        log.close();
        assertThat(Files.readString(file())).isEqualTo("ok 1\nok 2\nok 3\n");
    }

    private LineLog open() throws IOException {
        return open(file());
    }

    private LineLog open(Path file) {
        LineLog log = new LineLog(file, () -> now, trouble::add, new Lines(), this::create);
        log.open();
        return log;
    }

    private WritableByteChannel create(Path file) throws IOException {
        files++;
        FileChannel channel = PrivateFiles.create(file);
        boolean anew = files > 1;
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) throws IOException {
                if (full && (!anew || channel.size() == 0 || known.size() < 100)) {
                    bytes.limit(bytes.position() + bytes.remaining() / 2);
                    channel.write(bytes);
                    throw new IOException("No space left on device");
                }
                written += bytes.remaining();
                return channel.write(bytes);
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private final class Lines implements LineLog.Content {
        @Override
        public String name() {
            return "The lines";
        }

        @Override
        public boolean take(String line) {
            return line.matches("ok \\d+") && known.add(line);
        }

        @Override
        public void give(Consumer<String> lines) {
            known.forEach(lines);
        }
    }
}
