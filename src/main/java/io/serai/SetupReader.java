package io.serai;

import io.serai.catalog.Catalog;
import io.serai.clients.ClientKey;
import io.serai.clients.ClientRules;
import io.serai.dialect.ClientDialect;
import io.serai.prompts.PromptFiles;
import io.serai.revision.RevisionException;
import io.serai.revision.RevisionSetup;
import io.serai.revision.check.Finding;
import io.serai.revision.check.OwnCatalog;
import io.serai.revision.check.OwnClients;
import io.serai.revision.check.SavedFiles;
import io.serai.settings.Overrides;
import io.serai.settings.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the files of a revision other than its routes: settings, catalogue, client rules. Keys stay in force if their file or line is removed. */
final class SetupReader {
    private static final Logger LOG = LoggerFactory.getLogger(Serai.class);

    private final Serai process;
    private volatile @Nullable HttpSettings kept;

    SetupReader(Serai process) {
        this.process = process;
    }

    /** The setup of a revision with these files. */
    RevisionSetup read(SavedFiles files) {
        try {
            Settings now = Settings.read(files.properties(), Overrides.ofProcess());
            Serai.refuse(now.valueMistakes());
            ClientRules rules = rules(files);
            LoadedSetup setup =
                    new LoadedSetup(process, now, client(now), catalog(files), rules, PromptFiles.of(files.prompts()));
            // The address is the one of the start, whatever the settings say now.
            process.http
                    .withKeys(setup.client())
                    .refuseIfOpen(
                            !rules.keys().isEmpty() || process.clients.keys().anyKept());
            return setup;
        } catch (StartException e) {
            throw new RevisionException(String.valueOf(e.getMessage()).lines().toList());
        }
    }

    /** Keeps the keys of a revision that serves for those that come after it. */
    void keep(HttpSettings serving) {
        kept = serving;
    }

    private HttpSettings client(Settings now) {
        HttpSettings client = HttpSettings.of(now);
        HttpSettings before = kept;
        return before == null
                ? client
                : client.withKeys(
                        kept(now, "serai.http.keys", before.keys()),
                        kept(now, "serai.admin.keys", before.adminKeys()),
                        kept(now, "serai.admin.viewers", before.viewerKeys()));
    }

    /** The keys of a setting. Those that were set and vanish with their line stay in force, until somebody writes that there are none. */
    private static List<String> kept(Settings now, String name, List<String> before) {
        List<String> keys = now.list(name);
        if (keys.isEmpty() && !before.isEmpty() && !now.isSet(name)) {
            LOG.warn(
                    "{} is gone from {}; the keys from before stay in force. Write '{} =' to do without keys",
                    name,
                    SavedFiles.PROPERTIES,
                    name);
            return before;
        }
        return keys;
    }

    private Catalog catalog(SavedFiles files) {
        Set<String> dialects =
                Dialects.CLIENTS.stream().map(ClientDialect::name).collect(Collectors.toSet());
        OwnCatalog own = OwnCatalog.read(files, process.shipped, dialects);
        refuse(own.findings());
        return own.catalog();
    }

    /** Those of the file; those from before where it is gone, so that nobody is let in by a file that vanishes. */
    private ClientRules rules(SavedFiles files) {
        ClientRules before = process.clients.keys().rules();
        if (files.clients().isEmpty()
                && !before.keys().isEmpty()
                && files.fault(SavedFiles.CLIENTS).isEmpty()) {
            LOG.warn(
                    "{} is gone; its client keys and limits stay in force. Save one that declares no keys to do"
                            + " without",
                    SavedFiles.CLIENTS);
            return before;
        }
        OwnClients own = OwnClients.read(files);
        refuse(own.findings());
        Instant now = Instant.now();
        for (ClientKey key : own.rules().keys().values()) {
            Instant expires = key.expires();
            if (expires != null && !expires.isAfter(now)) {
                LOG.warn("{}: the key {} expired at {} and admits no requests", SavedFiles.CLIENTS, key.id(), expires);
            }
        }
        return own.rules();
    }

    private static void refuse(List<Finding> findings) {
        if (!findings.isEmpty()) {
            throw new RevisionException(findings.stream().map(Finding::toString).toList());
        }
    }
}
