/*
 * A PKCS#11 module that passes every call on to another one (SHIM_MODULE), writes the name of every call that Attestry
 * makes to SHIM_LOG, and fails, hangs, crashes or lies as the lines of SHIM_CONTROL say, read anew at each call:
 *
 *   C_Sign 32           answers 0x32
 *   C_Sign hang         never answers, after it wrote "hanging"
 *   C_Sign crash        ends the process
 *   C_Initialize a      answers 0xa while asked for locks of the operating system
 *   flags 20000         sets flags in CK_TOKEN_INFO
 *   extractable 1       says of every object that it is extractable
 *   each-time 1         says of every object that it asks for the PIN each time
 *   raw-point 1         gives CKA_EC_POINT without the OCTET STRING around it
 *
 * A sign-in for one operation is always taken: SoftHSM has no keys that ask for it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pkcs11.h"

static CK_FUNCTION_LIST_PTR real;
static CK_FUNCTION_LIST shim;

static void note(const char *name) {
  static int file = -1;
  char line[64];
  if (file < 0) file = open(getenv("SHIM_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
  int length = snprintf(line, sizeof line, "%s\n", name);
  if (file >= 0 && write(file, line, length) != length) abort();
}

static int told(const char *word, unsigned long *value) {
  const char *path = getenv("SHIM_CONTROL");
  FILE *file = path ? fopen(path, "r") : NULL;
  if (!file) return 0;
  char name[64], what[64];
  int found = 0;
  while (fscanf(file, "%63s %63s", name, what) == 2) {
    if (strcmp(name, word) != 0) continue;
    if (strcmp(what, "crash") == 0) _exit(134);
    if (strcmp(what, "hang") == 0) {
      note("hanging");
      for (;;) sleep(60);
    }
    *value = strtoul(what, NULL, 16);
    found = 1;
  }
  fclose(file);
  return found;
}

#define WATCH(name)                              \
  unsigned long answer;                          \
  note(name);                                    \
  if (told(name, &answer)) return (CK_RV)answer;

/* One call: its name, its parameters, and their names. */
#define PASS(name, parameters, arguments) \
  static CK_RV on_##name parameters {     \
    WATCH(#name)                          \
    return real->name arguments;          \
  }

typedef CK_SESSION_HANDLE S;
typedef CK_OBJECT_HANDLE O;
typedef CK_BYTE_PTR B;
typedef CK_ULONG U;
typedef CK_ULONG_PTR UP;
typedef CK_MECHANISM_PTR M;
typedef CK_ATTRIBUTE_PTR A;

PASS(C_Finalize, (CK_VOID_PTR p), (p))
PASS(C_GetInfo, (CK_INFO_PTR p), (p))
PASS(C_GetSlotList, (CK_BBOOL present, CK_SLOT_ID_PTR list, UP count), (present, list, count))
PASS(C_GetMechanismList, (CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR list, UP count), (slot, list, count))
PASS(C_GetMechanismInfo, (CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO_PTR p), (slot, type, p))
PASS(C_InitToken, (CK_SLOT_ID slot, CK_UTF8CHAR_PTR pin, U n, CK_UTF8CHAR_PTR label), (slot, pin, n, label))
PASS(C_InitPIN, (S s, CK_UTF8CHAR_PTR pin, U n), (s, pin, n))
PASS(C_SetPIN, (S s, CK_UTF8CHAR_PTR before, U n, CK_UTF8CHAR_PTR after, U m), (s, before, n, after, m))
PASS(C_OpenSession, (CK_SLOT_ID slot, CK_FLAGS f, CK_VOID_PTR p, CK_NOTIFY call, CK_SESSION_HANDLE_PTR s), (slot, f, p, call, s))
PASS(C_CloseSession, (S s), (s))
PASS(C_Logout, (S s), (s))
PASS(C_CreateObject, (S s, A list, U n, CK_OBJECT_HANDLE_PTR o), (s, list, n, o))
PASS(C_DestroyObject, (S s, O o), (s, o))
PASS(C_FindObjectsInit, (S s, A list, U n), (s, list, n))
PASS(C_FindObjects, (S s, CK_OBJECT_HANDLE_PTR list, U n, UP found), (s, list, n, found))
PASS(C_FindObjectsFinal, (S s), (s))
PASS(C_SignInit, (S s, M m, O key), (s, m, key))
PASS(C_Sign, (S s, B data, U n, B signature, UP m), (s, data, n, signature, m))
PASS(C_GenerateKey, (S s, M m, A list, U n, CK_OBJECT_HANDLE_PTR o), (s, m, list, n, o))
PASS(C_GenerateKeyPair, (S s, M m, A open, U n, A own, U k, CK_OBJECT_HANDLE_PTR o, CK_OBJECT_HANDLE_PTR p), (s, m, open, n, own, k, o, p))
PASS(C_WrapKey, (S s, M m, O with, O key, B wrapped, UP n), (s, m, with, key, wrapped, n))
PASS(C_UnwrapKey, (S s, M m, O with, B wrapped, U n, A list, U k, CK_OBJECT_HANDLE_PTR o), (s, m, with, wrapped, n, list, k, o))

static CK_RV on_C_Initialize(CK_VOID_PTR arguments) {
  unsigned long answer;
  note("C_Initialize");
  if (told("C_Initialize", &answer) && ((CK_C_INITIALIZE_ARGS_PTR)arguments)->flags & CKF_OS_LOCKING_OK)
    return (CK_RV)answer;
  return real->C_Initialize(arguments);
}

static CK_RV on_C_GetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  unsigned long flags;
  WATCH("C_GetTokenInfo")
  CK_RV rv = real->C_GetTokenInfo(slot, info);
  if (rv == CKR_OK && told("flags", &flags)) info->flags |= flags;
  return rv;
}

static CK_RV on_C_Login(S s, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  WATCH("C_Login")
  if (user == CKU_CONTEXT_SPECIFIC) return CKR_OK;
  return real->C_Login(s, user, pin, length);
}

static CK_RV on_C_GetAttributeValue(S s, O object, A list, CK_ULONG count) {
  unsigned long yes;
  CK_ATTRIBUTE_PTR only = &list[0];
  WATCH("C_GetAttributeValue")
  if (count == 1 && only->type == CKA_EC_POINT && told("raw-point", &yes)) {
    CK_BYTE wrapped[256];
    CK_ATTRIBUTE whole = {CKA_EC_POINT, wrapped, sizeof wrapped};
    CK_RV answer = real->C_GetAttributeValue(s, object, &whole, 1);
    if (answer != CKR_OK) return answer;
    if (only->pValue && only->ulValueLen >= whole.ulValueLen - 2)
      memcpy(only->pValue, wrapped + 2, whole.ulValueLen - 2);
    only->ulValueLen = whole.ulValueLen - 2;
    return CKR_OK;
  }
  CK_RV rv = real->C_GetAttributeValue(s, object, list, count);
  if (rv != CKR_OK || count != 1) return rv;
  int lie = (only->type == CKA_EXTRACTABLE && told("extractable", &yes)) ||
            (only->type == 0x202 && told("each-time", &yes));
  if (lie && only->pValue) *(CK_BBOOL *)only->pValue = 1;
  return rv;
}

#define PUT(name) shim.name = on_##name;

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  void *library = dlopen(getenv("SHIM_MODULE"), RTLD_NOW | RTLD_LOCAL);
  if (!library) return CKR_GENERAL_ERROR;
  CK_C_GetFunctionList get = (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
  if (!get || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  shim = *real;
  PUT(C_Initialize)
  PUT(C_Finalize)
  PUT(C_GetInfo)
  PUT(C_GetSlotList)
  PUT(C_GetTokenInfo)
  PUT(C_GetMechanismList)
  PUT(C_GetMechanismInfo)
  PUT(C_InitToken)
  PUT(C_InitPIN)
  PUT(C_SetPIN)
  PUT(C_OpenSession)
  PUT(C_CloseSession)
  PUT(C_Login)
  PUT(C_Logout)
  PUT(C_CreateObject)
  PUT(C_DestroyObject)
  PUT(C_GetAttributeValue)
  PUT(C_FindObjectsInit)
  PUT(C_FindObjects)
  PUT(C_FindObjectsFinal)
  PUT(C_SignInit)
  PUT(C_Sign)
  PUT(C_GenerateKey)
  PUT(C_GenerateKeyPair)
  PUT(C_WrapKey)
  PUT(C_UnwrapKey)
  shim.C_GetFunctionList = C_GetFunctionList;
  *list = &shim;
  return CKR_OK;
}
