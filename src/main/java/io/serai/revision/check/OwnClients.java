package io.serai.revision.check;

import io.serai.clients.ClientRules;
import io.serai.clients.ClientsFile;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The client keys and limits that {@code clients.yaml} declares.
 *
 * @param rules none where the file is wrong or there is none
 * @param findings what is wrong with the file
 */
public record OwnClients(ClientRules rules, List<Finding> findings) {
    private static final String FILE = SavedFiles.CLIENTS;

    /** Reads them. */
    public static OwnClients read(SavedFiles files) {
        Optional<String> fault = files.fault(FILE);
        if (fault.isPresent()) {
            return new OwnClients(ClientRules.NONE, List.of(new Finding(FILE, 0, fault.get())));
        }
        return files.clients()
                .map(content -> ClientsFile.read(content, InstantSource.system(), System::getenv))
                .map(read -> new OwnClients(
                        read.mistakes().isEmpty() ? read.rules() : ClientRules.NONE,
                        read.mistakes().stream()
                                .map(mistake -> new Finding(FILE, mistake.line(), mistake.text()))
                                .toList()))
                .orElse(new OwnClients(ClientRules.NONE, List.of()));
    }
}
