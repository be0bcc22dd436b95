package io.serai.supply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The runnable jar says what it is made of, and under which licences. */
class JarContentsIT {
    private static final File JAR = new File(System.getProperty("serai.jar"));

    @Test
    void listsEveryPartWithItsVersionAndLicence() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            String readme = new String(content(jar, "META-INF/licenses/README.txt"));
            List<String> folders = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("META-INF/licenses/") && !name.endsWith("/"))
                    .toList();
            List<String> withoutLicence = new ArrayList<>();
            JsonNode parts = new ObjectMapper()
                    .readTree(content(jar, "META-INF/sbom/serai.cdx.json"))
                    .get("components");
            for (JsonNode part : parts) {
                String name = part.get("name").asText();
                String folder =
                        "META-INF/licenses/" + name + "-" + part.get("version").asText() + "-jar/";
                if (folders.stream().noneMatch(file -> file.startsWith(folder))) {
                    withoutLicence.add(name);
                }
                assertThat(part.path("licenses")).as(name).isNotEmpty();
            }

            assertThat(parts.size()).isGreaterThan(80);
            assertThat(withoutLicence)
                    .allMatch(name -> readme.toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z]", "")
                            .contains(family(name)));
        }
    }

    @Test
    void letsScannersRecogniseItsParts() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            assertThat(jar.stream()
                            .filter(entry -> entry.getName().endsWith("/pom.properties"))
                            .count())
                    .isGreaterThan(80);
            assertThat(new String(content(jar, "META-INF/maven/io.netty/netty-handler/pom.properties")))
                    .contains("version=4.1.");
        }
    }

    /** {@code netty} of {@code netty-codec-http}. */
    private static String family(String name) {
        String first = name.split("[-_]")[0];
        return switch (first) {
            // The text is searched for letters alone.
            case "h2" -> "hdatabase";
            case "error" -> "errorprone";
            case "asn" -> "asnone";
            case "pem" -> "pemkeystore";
            case "re2j" -> "rej";
            default -> first;
        };
    }

    private static byte[] content(JarFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        }
    }
}
