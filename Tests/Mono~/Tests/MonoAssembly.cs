using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Repartee.Mono.Tests
{
    /// <summary>
    /// A compiled assembly of others changed where Debian's Mono is not what the assembly was compiled for, and Unity's is: types that
    /// .NET Standard 2.1 has itself are sought there and not in assemblies that Mono lacks, and read-only references lose the mark (modreq)
    /// without which Debian compiled its class library. The code stays as it is.
    /// </summary>
    internal static class MonoAssembly
    {
        private const byte RequiredMark = 0x1f;
        private const byte Reference = 0x10;

        // Part of .NET Standard 2.1; assemblies of .NET Standard 2.0 know their types by these names.
        private static readonly string[] OfTheStandard = { "System.Buffers", "System.Memory", "System.Threading.Tasks.Extensions" };

        /// <param name="assembly">Its bytes, which are changed.</param>
        /// <param name="folderHas">Whether an assembly of this name lies beside it.</param>
        public static byte[] Adapt(byte[] assembly, Predicate<string> folderHas)
        {
            // The reader keeps what it was given: it reads a copy.
            using var file = new PEReader(new MemoryStream((byte[])assembly.Clone()));
            MetadataReader metadata = file.GetMetadataReader();
            int start = file.PEHeaders.MetadataStartOffset;
            SeekInTheStandard(assembly, metadata, start, folderHas);
            int blobs = start + metadata.GetHeapMetadataOffset(HeapIndex.Blob);
            foreach (byte[] mark in Marks(metadata))
                foreach (int blob in Signatures(metadata).Select(signature => metadata.GetHeapOffset(signature)).Distinct())
                    Unmark(assembly, blobs + blob, mark);
            return assembly;
        }

        private static void SeekInTheStandard(byte[] assembly, MetadataReader metadata, int start, Predicate<string> folderHas)
        {
            int size = metadata.GetTableRowSize(TableIndex.AssemblyRef);
            int table = start + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef);
            Span<byte> Row(AssemblyReferenceHandle handle) => assembly.AsSpan(table + (MetadataTokens.GetRowNumber(handle) - 1) * size, size);
            string Name(AssemblyReferenceHandle handle) => metadata.GetString(metadata.GetAssemblyReference(handle).Name);

            AssemblyReferenceHandle standard = metadata.AssemblyReferences.FirstOrDefault(handle => Name(handle) == "netstandard");
            if (standard.IsNil)
                return;
            foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences)
                if (OfTheStandard.Contains(Name(handle)) && !folderHas(Name(handle)))
                    Row(standard).CopyTo(Row(handle));
        }

        // As a signature has it: the mark, its type, and that a reference follows.
        private static IEnumerable<byte[]> Marks(MetadataReader metadata)
        {
            foreach (TypeReferenceHandle type in metadata.TypeReferences
                .Where(type => metadata.GetString(metadata.GetTypeReference(type).Name) == "InAttribute"))
            {
                var mark = new BlobBuilder();
                mark.WriteByte(RequiredMark);
                mark.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(type));
                mark.WriteByte(Reference);
                yield return mark.ToArray();
            }
        }

        private static IEnumerable<BlobHandle> Signatures(MetadataReader metadata) =>
            metadata.MemberReferences.Select(handle => metadata.GetMemberReference(handle).Signature)
                .Concat(metadata.MethodDefinitions.Select(handle => metadata.GetMethodDefinition(handle).Signature))
                .Concat(metadata.TypeDefinitions.SelectMany(type => metadata.GetTypeDefinition(type).GetProperties())
                    .Select(handle => metadata.GetPropertyDefinition(handle).Signature))
                .Concat(Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.StandAloneSig))
                    .Select(row => metadata.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row)).Signature));

        // What is behind the mark moves up; the signature says its new length in as many bytes as before.
        private static void Unmark(byte[] assembly, int blob, byte[] mark)
        {
            int header = assembly[blob] < 0x80 ? 1 : 2;
            int length = header == 1 ? assembly[blob] : (assembly[blob] & 0x3f) << 8 | assembly[blob + 1];
            Span<byte> signature = assembly.AsSpan(blob + header, length);
            for (int at; (at = signature.IndexOf(mark)) >= 0;)
            {
                signature[(at + mark.Length - 1)..].CopyTo(signature[at..]);
                signature = signature[..^(mark.Length - 1)];
            }

            assembly[blob + header - 1] = (byte)signature.Length;
            if (header == 2)
                assembly[blob] = (byte)(0x80 | signature.Length >> 8);
        }
    }
}
