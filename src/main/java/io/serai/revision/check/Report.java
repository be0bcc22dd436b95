package io.serai.revision.check;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects findings; the same one twice is one. */
final class Report {
    private final Set<Finding> findings = new TreeSet<>();

    void add(String file, int line, String message) {
        findings.add(new Finding(file, line, message));
    }

    void warn(String file, int line, String message) {
        findings.add(new Finding(file, line, message, true));
    }

    void add(String file, Node at, String message) {
        add(file, line(at), message);
    }

    List<Finding> sorted() {
        return List.copyOf(findings);
    }

    /** Where a node begins, from 1. */
    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
