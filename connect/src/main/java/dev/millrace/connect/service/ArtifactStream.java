// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import org.apache.spark.connect.proto.AddArtifactsRequest;
import org.apache.spark.connect.proto.AddArtifactsResponse;
import org.jspecify.annotations.Nullable;
import org.sparkproject.com.google.protobuf.ByteString;
import org.sparkproject.io.grpc.stub.StreamObserver;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// Receives the artifacts of one `AddArtifacts` call: small ones in batches, large ones in chunks.
/// An artifact whose checksum is wrong is not kept, and the reply says so.
final class ArtifactStream implements StreamObserver<AddArtifactsRequest> {
    private final SessionDoor sessions;
    private final StreamObserver<AddArtifactsResponse> observer;
    private final List<AddArtifactsResponse.ArtifactSummary> summaries = new ArrayList<>();
    private @Nullable ConnectSession session;
    private @Nullable Chunked current;
    private boolean failed;

    /// A large artifact under way.
    private static final class Chunked {
        private final String name;
        private final long chunkCount;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean intact = true;
        private long received;

        Chunked(String name, long chunkCount) {
            this.name = name;
            this.chunkCount = chunkCount;
        }

        void add(AddArtifactsRequest.ArtifactChunk chunk) {
            intact &= isIntact(chunk);
            content.writeBytes(chunk.getData().toByteArray());
            received++;
        }
    }

    ArtifactStream(SessionDoor sessions, StreamObserver<AddArtifactsResponse> observer) {
        this.sessions = sessions;
        this.observer = observer;
    }

    @Override
    public void onNext(AddArtifactsRequest request) {
        if (failed) {
            return;
        }
        try {
            ConnectSession target =
                    sessions.session(
                            request.getUserContext(),
                            request.getSessionId(),
                            request.getClientObservedServerSideSessionId());
            session = target;
            receive(request, target);
        } catch (RuntimeException e) {
            failed = true;
            observer.onError(ErrorReplies.status(e, session));
        }
    }

    private void receive(AddArtifactsRequest request, ConnectSession target) {
        switch (request.getPayloadCase()) {
            case BATCH -> {
                for (AddArtifactsRequest.SingleChunkArtifact artifact :
                        request.getBatch().getArtifactsList()) {
                    keep(
                            target,
                            artifact.getName(),
                            isIntact(artifact.getData()),
                            artifact.getData().getData());
                }
            }
            case BEGIN_CHUNK -> {
                AddArtifactsRequest.BeginChunkedArtifact begin = request.getBeginChunk();
                Chunked started = new Chunked(begin.getName(), begin.getNumChunks());
                started.add(begin.getInitialChunk());
                current = started;
                finishIfComplete(target, started);
            }
            case CHUNK -> {
                Chunked open = current;
                if (open == null) {
                    throw new IllegalStateException("a chunk of no artifact");
                }
                open.add(request.getChunk());
                finishIfComplete(target, open);
            }
            case PAYLOAD_NOT_SET ->
                    throw new UnsupportedOperationException("artifact payload is not set");
        }
    }

    private void finishIfComplete(ConnectSession target, Chunked artifact) {
        if (artifact.received == artifact.chunkCount) {
            current = null;
            keep(
                    target,
                    artifact.name,
                    artifact.intact,
                    ByteString.copyFrom(artifact.content.toByteArray()));
        }
    }

    private void keep(ConnectSession target, String name, boolean intact, ByteString content) {
        if (intact) {
            target.artifacts().add(name, content.toByteArray());
        }
        summaries.add(
                AddArtifactsResponse.ArtifactSummary.newBuilder()
                        .setName(name)
                        .setIsCrcSuccessful(intact)
                        .build());
    }

    private static boolean isIntact(AddArtifactsRequest.ArtifactChunk chunk) {
        CRC32 crc = new CRC32();
        crc.update(chunk.getData().toByteArray());
        return crc.getValue() == chunk.getCrc();
    }

    @Override
    public void onError(Throwable failure) {
        // The client has gone: what was complete is kept, the rest forgotten.
        current = null;
    }

    @Override
    public void onCompleted() {
        if (failed) {
            return;
        }
        AddArtifactsResponse.Builder response =
                AddArtifactsResponse.newBuilder().addAllArtifacts(summaries);
        ConnectSession target = session;
        if (target != null) {
            response.setSessionId(target.id()).setServerSideSessionId(target.serverSideId());
        }
        observer.onNext(response.build());
        observer.onCompleted();
    }
}
