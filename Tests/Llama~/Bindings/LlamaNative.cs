using System.Runtime.InteropServices;

namespace Repartee.Llama;

/// <summary>The C functions that are used. <see cref="LlamaLibrary.Load"/> says where the libraries are.</summary>
internal static unsafe partial class LlamaNative
{
    internal const string Llama = "llama";
    internal const string Ggml = "ggml";
    internal const string GgmlBase = "ggml-base";

    [LibraryImport(Ggml, EntryPoint = "ggml_backend_load_all_from_path", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void LoadBackends(string folder);

    [LibraryImport(Ggml, EntryPoint = "ggml_backend_reg_by_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint BackendByName(string name);

    [LibraryImport(GgmlBase, EntryPoint = "ggml_backend_reg_get_proc_address", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint BackendFunction(nint backend, string name);

    [LibraryImport(GgmlBase, EntryPoint = "ggml_threadpool_params_init")]
    internal static partial void InitThreadPoolParams(ThreadPoolParams* parameters, int threads);

    [LibraryImport(Llama, EntryPoint = "llama_backend_init")]
    internal static partial void Init();

    [LibraryImport(Llama, EntryPoint = "llama_log_set")]
    internal static partial void SetLog(delegate* unmanaged[Cdecl]<int, byte*, nint, void> callback, nint data);

    [LibraryImport(Llama, EntryPoint = "llama_print_system_info")]
    internal static partial byte* SystemInfo();

    [LibraryImport(Llama, EntryPoint = "llama_model_default_params")]
    internal static partial LlamaModelParams DefaultModelParams();

    [LibraryImport(Llama, EntryPoint = "llama_context_default_params")]
    internal static partial LlamaContextParams DefaultContextParams();

    [LibraryImport(Llama, EntryPoint = "llama_model_load_from_file", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint LoadModel(string path, LlamaModelParams parameters);

    [LibraryImport(Llama, EntryPoint = "llama_model_free")]
    internal static partial void FreeModel(nint model);

    [LibraryImport(Llama, EntryPoint = "llama_model_get_vocab")]
    internal static partial nint Vocabulary(nint model);

    [LibraryImport(Llama, EntryPoint = "llama_model_n_params")]
    internal static partial ulong ParameterCount(nint model);

    [LibraryImport(Llama, EntryPoint = "llama_model_n_ctx_train")]
    internal static partial int TrainedContext(nint model);

    [LibraryImport(Llama, EntryPoint = "llama_model_desc")]
    internal static partial int Describe(nint model, byte* text, nuint size);

    [LibraryImport(Llama, EntryPoint = "llama_model_chat_template")]
    internal static partial byte* ChatTemplate(nint model, byte* name);

    [LibraryImport(Llama, EntryPoint = "llama_vocab_n_tokens")]
    internal static partial int VocabularySize(nint vocabulary);

    [LibraryImport(Llama, EntryPoint = "llama_vocab_bos")]
    internal static partial int BeginToken(nint vocabulary);

    [LibraryImport(Llama, EntryPoint = "llama_vocab_eos")]
    internal static partial int EndToken(nint vocabulary);

    [LibraryImport(Llama, EntryPoint = "llama_vocab_is_eog")]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool EndsGeneration(nint vocabulary, int token);

    [LibraryImport(Llama, EntryPoint = "llama_vocab_is_control")]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool IsControl(nint vocabulary, int token);

    [LibraryImport(Llama, EntryPoint = "llama_tokenize")]
    internal static partial int Tokenize(
        nint vocabulary, byte* text, int bytes, int* tokens, int mostTokens, byte addSpecial, byte parseSpecial);

    [LibraryImport(Llama, EntryPoint = "llama_detokenize")]
    internal static partial int Detokenize(
        nint vocabulary, int* tokens, int count, byte* text, int mostBytes, byte removeSpecial, byte unparseSpecial);

    [LibraryImport(Llama, EntryPoint = "llama_init_from_model")]
    internal static partial nint NewContext(nint model, LlamaContextParams parameters);

    [LibraryImport(Llama, EntryPoint = "llama_free")]
    internal static partial void FreeContext(nint context);

    [LibraryImport(Llama, EntryPoint = "llama_n_ctx")]
    internal static partial uint ContextSize(nint context);

    [LibraryImport(Llama, EntryPoint = "llama_attach_threadpool")]
    internal static partial void AttachThreadPool(nint context, nint pool, nint poolOfBatch);

    [LibraryImport(Llama, EntryPoint = "llama_detach_threadpool")]
    internal static partial void DetachThreadPool(nint context);

    [LibraryImport(Llama, EntryPoint = "llama_get_memory")]
    internal static partial nint Cache(nint context);

    [LibraryImport(Llama, EntryPoint = "llama_memory_clear")]
    internal static partial void ClearCache(nint cache, byte data);

    [LibraryImport(Llama, EntryPoint = "llama_memory_seq_rm")]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool RemoveFromCache(nint cache, int sequence, int first, int end);

    [LibraryImport(Llama, EntryPoint = "llama_decode")]
    internal static partial int Decode(nint context, LlamaBatch batch);

    [LibraryImport(Llama, EntryPoint = "llama_get_logits_ith")]
    internal static partial float* Logits(nint context, int index);
}
